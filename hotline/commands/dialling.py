"""An agent dials a number from the screen: the call is planned here, and the callback role places it."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from hotline.commands.errors import InvalidError, RefusedError
from hotline.commands.own_limits import refusal
from hotline.commands.resources import Resources
from hotline.commands.ticket_rights import check_may_ring_about
from hotline.domain.agents.agent import Agent
from hotline.domain.agents.now import AgentNow
from hotline.domain.calls.routing import own_numbers
from hotline.domain.facts.channel import OUTBOUND_LETTER, new_placed_id
from hotline.domain.numbers.number import Number, NumberKind, normalise
from hotline.names.work import Work
from hotline.settings.hotline import Hotline
from hotline.store.agents import agents
from hotline.store.callbacks import callback_desk
from hotline.store.calls import placed
from hotline.store.calls.placed import Plan
from hotline.store.tickets import ticket_desk

DIALLED = frozenset({NumberKind.MOBILE, NumberKind.FIXED, NumberKind.SERVICE, NumberKind.SHORT})


@dataclass(frozen=True, kw_only=True)
class Dial:
    """`number` as the agent wrote it. `ticket` is the case that the call belongs to; with None the call gets its own
    ticket."""

    number: str
    ticket: str | None


@dataclass(frozen=True, kw_only=True)
class Planned:
    """A planned call: the agent's phone rings, then `number`."""

    id: str
    number: str
    ticket: str | None


async def dial(at: Resources, who: Agent, agent_now: AgentNow, wanted: Dial, now: datetime) -> Planned:
    """Plan the call; raises CommandError."""
    extension = own_extension(who)
    number = dialled_number(wanted.number, at.settings.hotline)
    if agent_now.phone_is_closed:
        raise RefusedError("Your softphone is closed: open it, then dial.")
    call = Planned(id=new_placed_id(at.settings.node, OUTBOUND_LETTER, now), number=number.text, ticket=wanted.ticket)
    refused = await at.database.write(_plan, call, who, extension, at.settings.hotline, now)
    if refused is not None:  # raised outside the transaction, which must commit the alarm
        raise RefusedError(refused)
    await at.live.notify(Work.CALLBACKS)
    return call


def own_extension(who: Agent) -> str:
    """The agent's extension; raises RefusedError if they have none."""
    if who.extension is None:
        raise RefusedError("You have no extension, so you cannot dial. An admin can give you one.")
    return who.extension


def dialled_number(written: str, hotline: Hotline) -> Number:
    """The normalised number, if agents may dial it: in this country, and not the hotline itself. Raises
    InvalidError."""
    number = normalise(written, hotline.centre.area_code)
    if number.kind not in DIALLED:
        raise InvalidError("Expected a telephone number of this country.")
    if number.text in own_numbers(hotline):
        raise InvalidError("That is the hotline's own number.")
    return number


def refuse_extensions(connection: Connection, *numbers: str) -> None:
    """Raise InvalidError for a colleague's extension: agents dial each other on their telephones, never through the
    carrier."""
    if agents.have_extension(connection, numbers):
        raise InvalidError("That is a colleague's extension: dial it on your telephone.")


def _plan(
    connection: Connection, call: Planned, who: Agent, extension: str, hotline: Hotline, now: datetime
) -> str | None:
    """Plan the call; returns None, or the limit that forbids it, after recording that."""
    if call.ticket is not None:
        ticket = ticket_desk.get(connection, call.ticket)
        if ticket is None:
            raise InvalidError("There is no such ticket.")
        check_may_ring_about(connection, ticket, who, now)
    refuse_extensions(connection, call.number)
    _refuse_second(connection, who.username)
    refused = refusal(connection, who, call.number, hotline, now)
    if refused is None:
        plan = Plan(id=call.id, number=call.number, agent=who.username, extension=extension, created_at=now)
        placed.plan(connection, replace(plan, ticket=call.ticket))
    return refused


def _refuse_second(connection: Connection, username: str) -> None:
    mine = [plan for plan in placed.open_ones(connection) if plan.agent == username]
    if any(plan.reached_at is None for plan in mine) or (mine and callback_desk.is_on_the_line(connection, username)):
        raise RefusedError("You are placing a call already.")
