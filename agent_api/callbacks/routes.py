"""Routes for callbacks, with the roles that may use each."""

from agent_api.callbacks import callback_desk, callbacks, ordering, slowed, story
from agent_api.http.route import Route
from agent_api.protocol.fields import CitizenQuery
from agent_api.protocol.table import FILE_TYPES
from agent_api.protocol.who_may import AGENTS, ANYBODY, API, SUPERVISORS
from agent_api.views.callback import CallbackView
from agent_api.views.offer import CallbackOffer

ROUTES = (
    Route(
        method="GET",
        path=f"{API}/callbacks",
        handler=callbacks.list_callbacks,
        roles=ANYBODY,
        summary="Callbacks, most recently missed first; an agent sees their own",
        query=callbacks.CallbackQuery,
        answer=callbacks.CallbackPage,
        also_as=FILE_TYPES,
    ),
    Route(
        method="POST",
        path=f"{API}/callbacks/slowed",
        handler=slowed.decide,
        roles=SUPERVISORS,
        summary="Release or cancel all callbacks that are slowed because a burst of calls opened them",
        body=slowed.DecidedBurst,
        answer=slowed.Decided,
    ),
    Route(
        method="GET",
        path=f"{API}/callbacks/{{id}}",
        handler=callbacks.read_callback,
        roles=ANYBODY,
        summary="One callback",
        query=CitizenQuery,
        answer=CallbackView,
        problems=(404,),
    ),
    Route(
        method="POST",
        path=f"{API}/callbacks/next",
        handler=callback_desk.claim_next,
        roles=AGENTS,
        summary="Claim the callback most owed; 204 if none is due or citizens are waiting",
        answer=CallbackOffer,
        problems=(409,),
    ),
    Route(
        method="POST",
        path=f"{API}/callbacks/{{id}}/accept",
        handler=callback_desk.accept,
        roles=AGENTS,
        summary="Accept an offered callback: rings the agent's phone, then the citizen",
        answer=CallbackOffer,
        problems=(404, 409),
    ),
    Route(
        method="POST",
        path=f"{API}/callbacks/{{id}}/decline",
        handler=callback_desk.decline,
        roles=AGENTS,
        summary="Decline an offered callback; it keeps its place for others",
        answer=CallbackView,
        problems=(404, 409),
    ),
    Route(
        method="POST",
        path=f"{API}/callbacks/{{id}}/outcome",
        handler=callback_desk.give_outcome,
        roles=AGENTS,
        summary="Report the outcome of a callback that was reached",
        body=callback_desk.GivenOutcome,
        answer=CallbackView,
        problems=(404, 409),
    ),
    Route(
        method="POST",
        path=f"{API}/callbacks/{{id}}/cancel",
        handler=callback_desk.cancel_callback,
        roles=AGENTS,
        summary="Cancel a callback; for its agent or a supervisor",
        body=callback_desk.CancelReason,
        body_optional=True,
        answer=CallbackView,
        problems=(404, 409),
    ),
    Route(
        method="GET",
        path=f"{API}/callbacks/{{id}}/story",
        handler=story.read_callback_story,
        roles=ANYBODY,
        summary="The missed calls of a callback, and each attempt",
        query=CitizenQuery,
        answer=story.CallbackStory,
        problems=(404,),
    ),
    Route(
        method="POST",
        path=f"{API}/callbacks/{{id}}/assign",
        handler=ordering.assign_callback,
        roles=SUPERVISORS,
        summary="Give a pending callback to an agent at work, or to nobody",
        body=ordering.AssignedTo,
        answer=CallbackView,
        problems=(404, 409),
    ),
    Route(
        method="POST",
        path=f"{API}/callbacks/{{id}}/first",
        handler=ordering.put_callback_first,
        roles=SUPERVISORS,
        summary="Put a pending callback before all others, due now",
        answer=CallbackView,
        problems=(404, 409),
    ),
)
