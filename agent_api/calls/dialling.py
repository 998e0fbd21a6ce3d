"""Commands for the telephone from the screen: dial, hang up, hold, unhold."""

from agent_api.http.route import Ask
from agent_api.protocol.fields import Answer, Body, Line, NumberText, Query
from agent_api.views.call import CallView, call_view
from hotline.commands import calls
from hotline.commands.dialling import Dial, dial
from hotline.commands.own_calls import existing_call


class NewCall(Body):
    """`ticket` is the case that the call belongs to; without one the call gets its own ticket. The ticket becomes the
    agent's only if `number` is its citizen's."""

    number: NumberText
    ticket: Line | None = None


class PlacedCall(Answer):
    """A call that is being placed: the agent's phone rings first, then `number`. GET /calls/{id} shows its progress."""

    id: str
    number: str
    ticket: str | None


async def place_call(ask: Ask[Query, NewCall]) -> PlacedCall:
    wanted = Dial(number=ask.body.number, ticket=ask.body.ticket)
    agent_now = await ask.services.live.now_of(ask.who.username)
    planned = await dial(ask.services, ask.who, agent_now, wanted, ask.now)
    return PlacedCall(id=planned.id, number=planned.number, ticket=planned.ticket)


async def hang_up(ask: Ask[Query, None]) -> CallView:
    """The agent leaves the call; unless it was transferred, the citizen's call ends with it."""
    await calls.hang_up(ask.services, ask.who, ask.path("id"))
    return await _now(ask)


async def hold(ask: Ask[Query, None]) -> CallView:
    """The citizen hears music; the agent hears nothing."""
    await calls.hold(ask.services, ask.who, ask.path("id"), ask.now)
    return await _now(ask)


async def unhold(ask: Ask[Query, None]) -> CallView:
    await calls.unhold(ask.services, ask.who, ask.path("id"))
    return await _now(ask)


async def _now(ask: Ask[Query, None]) -> CallView:
    """The call as it is in SQL at this moment; an event follows when it has changed."""
    row = await ask.services.database.read(existing_call, ask.path("id"))
    return call_view(row, ask.visibility(), ask.services.zone)
