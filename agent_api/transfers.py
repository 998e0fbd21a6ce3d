"""Transfers: one key to the water company. Here the intent is written and Asterisk told; from then on the dialplan does
the rest, and the facts of the call tell what came of it.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import Field
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from agent_api.dialling import dialled_number, set_on, variables
from agent_api.fields import Answer, Body, Json, Line, Query
from agent_api.moments import shown
from agent_api.problem import Problem, not_found
from agent_api.route import Ask
from agent_api.telephone import my_live_call, my_telephone
from cti.ami.actions import blind_transfer, hangup, redirect, redirect_both, set_global
from cti.ami.connection import ActionFields
from cti.domain.agent import Agent, Role
from cti.domain.call import CallState
from cti.domain.transfer import TransferMode, TransferState
from cti.settings import DirectoryEntry, Hotline
from cti.store import call_list, transfers
from cti.store.records import Record

UNBEGUN = timedelta(seconds=15)
UNDONE = timedelta(seconds=5)  # an end of a transfer that was not seen for so long may be asked for again
_CONTEXTS = {TransferMode.CONSULT: "hotline-consult", TransferMode.THREE_WAY: "hotline-three-way"}
_RING_S = 30.0


class NewTransfer(Body):
    """`target` is a key of the directory, or a number."""

    target: Annotated[Line, Field(min_length=1, max_length=64)]
    mode: Literal["blind", "consult", "three_way"]


class TransferView(Answer):
    """`reason` says why the target was not reached, or who left; `tried` are the numbers in vain, with their reasons.
    `wait_s` is from the dialling to the answer."""

    id: str
    call: str
    agent: str
    mode: str
    target: str
    name: str
    state: str
    reason: str
    tried: list[Json]
    created_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    wait_s: float | None


def transfer_view(row: Mapping[str, Any], zone: ZoneInfo) -> TransferView:
    answered, began = row["answered_at"], row["started_at"]
    wait_s = (answered - began).total_seconds() if answered and began else None
    tried = [{"number": number, "reason": reason} for number, reason in row["tried"]]
    fields = {name: value for name, value in shown(row, zone).items() if name in TransferView.model_fields}
    return TransferView(**fields | {"tried": tried, "wait_s": wait_s})


async def begin(ask: Ask[Query, NewTransfer]) -> TransferView:
    hotline, agent = ask.services.settings.hotline, ask.who
    target = _target(ask.body.target, hotline)
    mode = TransferMode(ask.body.mode)
    intent = {"id": secrets.token_hex(4), "mode": mode.value, "created_at": ask.now, **target.row}
    try:
        row, call = await ask.services.database.write(_begin, ask.path("id"), agent, intent, ask.now)
    except IntegrityError:
        raise Problem(409, "A transfer of this call is under way.") from None
    try:
        await ask.services.telephone.send(*_commands(call, agent, row, mode, target))
    except Problem as problem:
        if problem.status == 409:
            await ask.services.database.write(transfers.not_begun, row["id"], "refused", ask.now)
        raise
    return transfer_view(row, ask.services.zone)


async def read(ask: Ask[Query, None]) -> TransferView:
    row = await ask.services.database.read(_of_mine, ask.path("id"), ask.who)
    return transfer_view(row, ask.services.zone)


async def complete(ask: Ask[Query, None]) -> TransferView:
    """The agent leaves the citizen to the target."""
    row, call = await ask.services.database.write(_talking, ask.path("id"), ask.who, ask.now)
    await _tell(ask, row, [hangup(my_telephone(call, ask.who))])
    return transfer_view(row, ask.services.zone)


async def cancel(ask: Ask[Query, None]) -> TransferView:
    """The target leaves, or rings no more: the agent is back with the citizen."""
    row, call = await ask.services.database.write(_back_from, ask.path("id"), ask.who, ask.now)
    await _tell(ask, row, _back(call, ask.who, row))
    return transfer_view(row, ask.services.zone)


class _Target:
    """Where to: an entry of the directory, or a number that agents may dial."""

    def __init__(self, key: str, entry: DirectoryEntry | None, numbers: list[str]) -> None:
        self.ring_s = entry.ring_s if entry else _RING_S
        self.emergency = entry.emergency if entry else False
        self.row = {"target": key, "name": entry.name if entry else "", "numbers": numbers}


def _target(written: str, hotline: Hotline) -> _Target:
    entry = next((entry for entry in hotline.directory if entry.key == written), None)
    if entry is not None:
        return _Target(entry.key, entry, entry.numbers)
    number = dialled_number(written, hotline).text
    known = next((entry for entry in hotline.directory if number in entry.numbers), None)
    return _Target(number, known, [number])


def _commands(call: Record, agent: Agent, row: Record, mode: TransferMode, target: _Target) -> list[ActionFields]:
    telephone, citizen = my_telephone(call, agent), call["citizen"]
    given = variables(call, agent, telephone, row["id"]) | {
        "T_MODE": mode.value,
        "T_NUMBERS": "-".join(number.removeprefix("+") for number in row["numbers"]),
        "T_RING": str(int(target.ring_s)),
        "T_CALLER": call["caller"] if target.emergency else "",
    }
    move = (
        blind_transfer(telephone, "hotline-blind")
        if mode is TransferMode.BLIND
        else redirect_both(telephone, _CONTEXTS[mode], citizen, "hotline-aside")
    )
    return [*set_on(citizen, given), *set_on(telephone, given), move]


def _back(call: Record, agent: Agent, row: Record) -> list[ActionFields]:
    """Once all three are in a room the target has to go; before that the agent only has to go back."""
    telephone = my_telephone(call, agent)
    if row["mode"] == TransferMode.THREE_WAY.value and row["state"] == TransferState.TALKING.value:
        return [redirect_both(telephone, "hotline-cancelled", call["citizen"], "hotline-aside")]
    return [set_global(f"GONE_{row['id']}", "1"), redirect(telephone, "hotline-cancelled")]


def _begin(
    connection: Connection, call: str, agent: Agent, intent: dict[str, Any], now: datetime
) -> tuple[Record, Record]:
    row = my_live_call(connection, call, agent)
    if row["state"] != CallState.TALKING.value:
        raise Problem(409, f"This call is {row['state']}, not talking.")
    transfers.forget_unbegun(connection, call, now - UNBEGUN, now)
    return transfers.begin(connection, intent | {"call": call, "agent": agent.username}), row


async def _tell(ask: Ask[Query, None], row: Record, commands: list[ActionFields]) -> None:
    try:
        await ask.services.telephone.send(*commands)
    except Problem as problem:
        if problem.status == 409:
            await ask.services.database.write(transfers.not_ended, row["id"])
        raise


def _of_mine(connection: Connection, transfer: str, agent: Agent) -> Record:
    row = transfers.get(connection, transfer)
    if row is None:
        raise not_found("transfer")
    if agent.role is Role.AGENT and row["agent"] != agent.username:
        raise Problem(403, "This transfer is not yours.")
    return row


def _open(connection: Connection, transfer: str, agent: Agent) -> tuple[Record, Record]:
    row = _of_mine(connection, transfer, agent)
    if row["state"] not in (TransferState.DIALLING.value, TransferState.TALKING.value):
        raise Problem(409, f"This transfer is {row['state']} already.")
    call = call_list.get(connection, row["call"])
    if call is None:
        raise not_found("call")
    return row, call


def _talking(connection: Connection, transfer: str, agent: Agent, now: datetime) -> tuple[Record, Record]:
    row, call = _open(connection, transfer, agent)
    if row["state"] != TransferState.TALKING.value:
        raise Problem(409, "The target has not answered yet.")
    _end_once(connection, row, now)
    return row, call


def _back_from(connection: Connection, transfer: str, agent: Agent, now: datetime) -> tuple[Record, Record]:
    row, call = _open(connection, transfer, agent)
    if row["mode"] == TransferMode.BLIND.value:
        raise Problem(409, "You have left this call: a blind transfer goes its own way.")
    _end_once(connection, row, now)
    return row, call


def _end_once(connection: Connection, row: Record, now: datetime) -> None:
    """A second command would tear those apart whom the first has brought together."""
    if not transfers.ask_to_end(connection, row["id"], now, now - UNDONE):
        raise Problem(409, "This transfer is being ended already.")
