"""The routes of notices, and the roles that may use them."""

from agent_api.http.route import Route
from agent_api.notices import notices
from agent_api.protocol.fields import ListQuery
from agent_api.protocol.who_may import API, SUPERVISORS

_ONE = f"{API}/notices/{{id}}"

ROUTES = (
    Route(
        method="GET",
        path=f"{API}/notices",
        handler=notices.list_notices,
        roles=SUPERVISORS,
        summary="Notices that callers hear before the greeting, the latest end first",
        query=ListQuery,
        answer=notices.NoticePage,
    ),
    Route(
        method="POST",
        path=f"{API}/notices",
        handler=notices.add_notice,
        roles=SUPERVISORS,
        summary="A new notice",
        body=notices.NewNotice,
        answer=notices.NoticeView,
        status=201,
    ),
    Route(
        method="GET",
        path=_ONE,
        handler=notices.read_notice,
        roles=SUPERVISORS,
        summary="One notice",
        answer=notices.NoticeView,
        problems=(404,),
    ),
    Route(
        method="PATCH",
        path=_ONE,
        handler=notices.change_notice,
        roles=SUPERVISORS,
        summary="Change a notice; fields left out stay as they are",
        body=notices.NoticePatch,
        answer=notices.NoticeView,
        problems=(404,),
    ),
    Route(
        method="DELETE",
        path=_ONE,
        handler=notices.remove_notice,
        roles=SUPERVISORS,
        summary="Remove a notice; calls that it answered stay on record",
        status=204,
        problems=(404,),
    ),
    Route(
        method="PUT",
        path=f"{_ONE}/sound",
        handler=notices.put_sound,
        roles=SUPERVISORS,
        summary="Upload a recording (a WAV file as the body), which is played instead of the spoken text",
        answer=notices.NoticeView,
        problems=(404, 413),
    ),
    Route(
        method="GET",
        path=f"{_ONE}/sound",
        handler=notices.read_sound,
        roles=SUPERVISORS,
        summary="What callers hear of a notice",
        answers_with="audio/x-wav",
        problems=(404,),
    ),
)
