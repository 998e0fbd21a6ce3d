"""Routes for calls, with the roles that may use each."""

from agent_api.calls import bringing_back, calls, dialling, ending, recordings
from agent_api.http.route import Route
from agent_api.protocol.fields import CitizenQuery
from agent_api.protocol.table import FILE_TYPES
from agent_api.protocol.who_may import AGENTS, ANYBODY, API, SUPERVISORS
from agent_api.views.call import CallView

ROUTES = (
    Route(
        method="GET",
        path=f"{API}/calls",
        handler=calls.list_calls,
        roles=ANYBODY,
        summary="Calls, newest first",
        query=calls.CallQuery,
        answer=calls.CallPage,
        also_as=FILE_TYPES,
    ),
    Route(
        method="GET",
        path=f"{API}/calls/{{id}}",
        handler=calls.read_call,
        roles=ANYBODY,
        summary="One call",
        query=CitizenQuery,
        answer=CallView,
        problems=(404,),
    ),
    Route(
        method="GET",
        path=f"{API}/calls/{{id}}/recording",
        handler=recordings.read_recording,
        roles=ANYBODY,
        summary="The recording: for the call's agent, supervisors, and auditors with a reason",
        query=CitizenQuery,
        answers_with="audio/*",
        problems=(404,),
    ),
    Route(
        method="POST",
        path=f"{API}/calls",
        handler=dialling.place_call,
        roles=AGENTS,
        summary="Place a call: rings your own phone, then a number",
        body=dialling.NewCall,
        answer=dialling.PlacedCall,
        status=201,
        problems=(409,),
    ),
    Route(
        method="POST",
        path=f"{API}/calls/{{id}}/hangup",
        handler=dialling.hang_up,
        roles=AGENTS,
        summary="Leave a call",
        answer=CallView,
        problems=(404, 409),
    ),
    Route(
        method="POST",
        path=f"{API}/calls/{{id}}/end",
        handler=ending.end_call,
        roles=SUPERVISORS,
        summary="End a call for everybody, with a reason; again is the same",
        body=ending.EndReason,
        answer=CallView,
        problems=(404, 409),
    ),
    Route(
        method="POST",
        path=f"{API}/calls/{{id}}/bring_back",
        handler=bringing_back.bring_back_call,
        roles=AGENTS,
        summary="Bring the citizen back from a dead telephone, to the head of the queue",
        answer=CallView,
        problems=(404, 409),
    ),
    Route(
        method="POST",
        path=f"{API}/calls/{{id}}/hold",
        handler=dialling.hold,
        roles=AGENTS,
        summary="Put the citizen on hold, with music",
        answer=CallView,
        problems=(404, 409),
    ),
    Route(
        method="POST",
        path=f"{API}/calls/{{id}}/unhold",
        handler=dialling.unhold,
        roles=AGENTS,
        summary="Take the citizen off hold",
        answer=CallView,
        problems=(404, 409),
    ),
)
