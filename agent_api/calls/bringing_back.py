"""Brings a citizen back from a dead telephone, to the head of the queue."""

from agent_api.http.route import Ask
from agent_api.protocol.fields import Query
from agent_api.views.call import CallView, call_view
from hotline.commands import calls


async def bring_back_call(ask: Ask[Query, None]) -> CallView:
    """For the call's agent, and for supervisors in any call."""
    row = await calls.bring_back_call(ask.services, ask.who, ask.path("id"), ask.now)
    return call_view(row, ask.visibility(), ask.services.zone)
