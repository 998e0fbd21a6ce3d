"""What an agent does with the telephone from the screen: dial, hang up, hold, unhold."""

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from agent_api.calls.own_limits import refusal
from agent_api.http.route import Ask
from agent_api.protocol.fields import Answer, Body, Line, NumberText, Query
from agent_api.protocol.problem import Problem, not_found
from agent_api.runtime.telephone import my_leg, my_live_call, my_telephone
from agent_api.tickets.ticket_rights import check_may_ring_about
from agent_api.views.call import CallView, call_view
from hotline.asterisk.ami.actions import hangup, redirect_both, set_variable
from hotline.asterisk.ami.connection import ActionFields
from hotline.domain.agents.agent import Agent
from hotline.domain.calls.call import CallState
from hotline.domain.calls.routing import own_numbers
from hotline.domain.facts.channel import OUTBOUND_LETTER, new_placed_id
from hotline.domain.numbers.number import Number, NumberKind, normalise
from hotline.domain.transfers.transfer import OPEN_STATES, UNBEGUN
from hotline.settings.hotline import Hotline
from hotline.store.agents import agents
from hotline.store.callbacks import callback_desk
from hotline.store.calls import call_list, placed
from hotline.store.records import Record
from hotline.store.tickets import ticket_desk
from hotline.store.transfers import transfers

HOLD_PREFIX = "h"  # a hold's id begins so (hotline-hold); a transfer's is hex, or begins with a k
DIALLED = frozenset({NumberKind.MOBILE, NumberKind.FIXED, NumberKind.SERVICE, NumberKind.SHORT})


class NewCall(Body):
    """`ticket` is the case that the call belongs to; without one it gets a ticket of its own. It becomes the agent's
    only when `number` is its citizen's."""

    number: NumberText
    ticket: Line | None = None


class PlacedCall(Answer):
    """A call that is being placed: the agent's phone rings, then `number`. GET /calls/{id} tells what comes of it."""

    id: str
    number: str
    ticket: str | None


async def place_call(ask: Ask[Query, NewCall]) -> PlacedCall:
    agent, services = ask.who, ask.services
    if agent.extension is None:
        raise Problem(409, "You have no extension, so you cannot ring anybody. An admin can give you one.")
    number = dialled_number(ask.body.number, services.settings.hotline)
    seat = (await services.live.seats()).get(agent.username, {})
    if seat.get("state") == "offline" and seat.get("reason") == "phone":
        raise Problem(409, "Your softphone is closed: open it, then dial.")
    call = new_placed_id(services.settings.node, OUTBOUND_LETTER, ask.now)
    plan: dict[str, Any] = {"id": call, "number": number.text, "agent": agent.username, "extension": agent.extension}
    plan |= {"ticket": ask.body.ticket, "created_at": ask.now}
    refused = await services.database.write(_plan, plan, agent, services.settings.hotline)
    if refused is not None:
        raise Problem(409, refused)
    await services.live.ring("callbacks")
    return PlacedCall(id=call, number=number.text, ticket=ask.body.ticket)


def dialled_number(written: str, hotline: Hotline) -> Number:
    """A number that agents may dial: of this country, and not the hotline itself; raises Problem."""
    number = normalise(written, hotline.centre.area_code)
    if number.kind not in DIALLED:
        raise Problem(422, "Expected a telephone number of this country.")
    if number.text in own_numbers(hotline):
        raise Problem(422, "That is the hotline's own number.")
    return number


def refuse_extension(connection: Connection, number: str) -> None:
    """A colleague is rung from telephone to telephone, never through the carrier; raises Problem."""
    if number in agents.extensions(connection):
        raise Problem(422, "That is a colleague's extension: ring it from your telephone.")


async def hang_up(ask: Ask[Query, None]) -> CallView:
    """The agent leaves the call; an untransferred citizen's call ends with it."""
    row = await ask.services.database.read(my_live_call, ask.path("id"), ask.who)
    await ask.services.telephone.send(hangup(my_telephone(row, ask.who)))
    return await _now(ask)


async def hold(ask: Ask[Query, None]) -> CallView:
    """The citizen hears music; the agent hears nothing."""
    row = await ask.services.database.read(_to_hold, ask.path("id"), ask.who, ask.now)
    telephone = my_telephone(row, ask.who)
    given = variables(row, ask.who, telephone, HOLD_PREFIX + secrets.token_hex(4))
    aside = redirect_both(telephone, "hotline-hold", row["citizen"], "hotline-aside")
    await ask.services.telephone.move(row, ask.now, *set_on(row["citizen"], given), *set_on(telephone, given), aside)
    return await _now(ask)


async def unhold(ask: Ask[Query, None]) -> CallView:
    row = await ask.services.database.read(my_live_call, ask.path("id"), ask.who)
    if row["state"] != CallState.HELD.value:
        raise Problem(409, f"This call is {row['state']}, not held.")
    if _is_transferred(row):
        raise Problem(409, "The citizen waits for a transfer to end. Cancel it to have them back.")
    leg = my_leg(row, ask.who)
    if leg is not None and leg.get("on_hold"):
        raise Problem(409, "Your softphone holds this call: take the citizen back there.")
    await ask.services.telephone.send(set_variable(my_telephone(row, ask.who), "T_BACK", "1"))
    return await _now(ask)


def _to_hold(connection: Connection, call: str, agent: Agent, now: datetime) -> Record:
    row = my_live_call(connection, call, agent)
    if row["state"] != CallState.TALKING.value:
        raise Problem(409, f"This call is {row['state']}, not talking.")
    if transfers.is_under_way(connection, call, now - UNBEGUN):
        raise Problem(409, "A hold would send the target away. Cancel or complete the transfer.")
    return row


def _is_transferred(row: Record) -> bool:
    open_states = [state.value for state in OPEN_STATES]
    return any(one["state"] in open_states for one in row["transfers"])


def variables(row: Record, agent: Agent, telephone: str, name: str) -> dict[str, str]:
    """What the dialplan must know to go on alone (asterisk_conf, extensions_transfers.conf)."""
    return {
        "T_ID": name,
        "T_CALL": row["id"],
        "T_CITIZEN": row["citizen"],
        "T_AGENT": telephone,
        "T_EXT": agent.extension or "",
        "T_QUEUE": row["overflowed_to"] or row["queue"] or "",
    }


def set_on(channel: str, given: dict[str, str]) -> list[ActionFields]:
    return [set_variable(channel, f"__{name}", value) for name, value in given.items()]


async def _now(ask: Ask[Query, None]) -> CallView:
    """The call as SQL has it at this moment; an event tells when it has changed."""
    row = await ask.services.database.read(call_list.get, ask.path("id"))
    if row is None:
        raise not_found("call")
    return call_view(row, ask.eyes(), ask.services.zone)


def _plan(connection: Connection, values: dict[str, Any], who: Agent, hotline: Hotline) -> str | None:
    """Why it is over a limit, which is recorded; None: it is planned."""
    if values["ticket"] is not None:
        ticket = ticket_desk.get(connection, values["ticket"])
        if ticket is None:
            raise Problem(422, "There is no such ticket.")
        check_may_ring_about(connection, ticket, who, values["created_at"])
    refuse_extension(connection, values["number"])
    agent = values["agent"]
    mine = [plan for plan in placed.open_ones(connection) if plan.agent == agent]
    if any(plan.reached_at is None for plan in mine) or (mine and callback_desk.is_on_the_line(connection, agent)):
        raise Problem(409, "You are placing a call already.")
    refused = refusal(connection, who, values["number"], hotline, values["created_at"])
    if refused is None:
        placed.plan(connection, values)
    return refused
