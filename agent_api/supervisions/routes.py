"""Routes for supervision, with the roles that may use each."""

from agent_api.http.route import Route
from agent_api.protocol.who_may import API, SUPERVISORS
from agent_api.supervisions import supervisions
from agent_api.views.supervision import SupervisionView

ROUTES = (
    Route(
        method="POST",
        path=f"{API}/calls/{{id}}/supervisions",
        handler=supervisions.begin_supervision,
        roles=SUPERVISORS,
        summary="Listen to a call, or speak in it: rings your own phone",
        body=supervisions.HowToSupervise,
        answer=SupervisionView,
        status=201,
        problems=(404, 409),
    ),
    Route(
        method="GET",
        path=f"{API}/supervisions/{{id}}",
        handler=supervisions.read_supervision,
        roles=SUPERVISORS,
        summary="One supervision",
        answer=SupervisionView,
        problems=(404,),
    ),
    Route(
        method="PATCH",
        path=f"{API}/supervisions/{{id}}",
        handler=supervisions.change_supervision,
        roles=SUPERVISORS,
        summary="Change the mode of your supervision within the call",
        body=supervisions.HowToSupervise,
        answer=SupervisionView,
        problems=(404, 409),
    ),
    Route(
        method="DELETE",
        path=f"{API}/supervisions/{{id}}",
        handler=supervisions.leave_supervision,
        roles=SUPERVISORS,
        summary="Leave the call you supervise; again is the same",
        answer=SupervisionView,
        problems=(404,),
    ),
)
