"""A supervisor changes the order of callbacks."""

from agent_api.callbacks.callback_desk import seen
from agent_api.callbacks.callbacks import callback_id
from agent_api.http.route import Ask
from agent_api.protocol.fields import Body, Query, Username
from agent_api.views.callback import CallbackView
from hotline.commands import callback_order
from hotline.store.privacy.access_log import AccessKind


class AssignedTo(Body):
    """`agent` null: reserved for nobody any more."""

    agent: Username | None


async def assign_callback(ask: Ask[Query, AssignedTo]) -> CallbackView:
    """The agent is offered it before anything else. It goes to others if they decline it or sign out."""
    callback, agent = callback_id(ask), ask.body.agent
    entry = ask.access(AccessKind.CALLBACK_ASSIGNED, agent or "", callback=callback)
    return await seen(ask, await callback_order.assign(ask.services, callback, agent, entry))


async def put_callback_first(ask: Ask[Query, None]) -> CallbackView:
    """It is due now, before all others."""
    callback = callback_id(ask)
    entry = ask.access(AccessKind.CALLBACK_PUT_FIRST, "", callback=callback)
    return await seen(ask, await callback_order.put_first(ask.services, callback, entry))
