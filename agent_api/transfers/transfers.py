"""Transfers: one key to the water company. Here the intent is written and Asterisk told; from then on the dialplan does
the rest, and the facts of the call tell what came of it.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import Field, StringConstraints
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from agent_api.calls.dialling import dialled_number, refuse_extension, set_on, variables
from agent_api.http.route import Ask
from agent_api.protocol.fields import Body, Line, Lines, Query
from agent_api.protocol.problem import Problem, not_found
from agent_api.runtime.telephone import my_live_call, my_telephone
from agent_api.tickets.tickets import write_note
from agent_api.views.transfer import TransferView, transfer_view
from hotline.asterisk.ami.actions import blind_transfer, hangup, redirect_both, set_variable
from hotline.asterisk.ami.connection import ActionFields
from hotline.domain.agents.agent import Agent, Role
from hotline.domain.calls.call import CallState, Direction
from hotline.domain.numbers.number import normalise
from hotline.domain.transfers.directory import is_open, wants_note
from hotline.domain.transfers.emergency import transfer_mode
from hotline.domain.transfers.transfer import UNBEGUN, TransferMode, TransferState
from hotline.settings.directory import DirectoryEntry, is_emergency
from hotline.settings.hotline import Hotline
from hotline.store.calls import call_list
from hotline.store.records import Record
from hotline.store.transfers import directory, transfers

UNDONE = timedelta(seconds=5)  # an end of a transfer that was not seen for so long may be asked for again
_CONTEXTS = {TransferMode.CONSULT: "hotline-consult", TransferMode.THREE_WAY: "hotline-three-way"}
_RING_S = 30.0


class NewTransfer(Body):
    """`target` is a key of the directory, or a number. Without a `mode` it is blind, to an emergency line three_way; a
    blind one to an emergency line becomes three_way, as the answer says. `note` goes on the ticket; some entries want
    one."""

    target: Annotated[Line, Field(min_length=1, max_length=64)]
    mode: Literal["blind", "consult", "three_way"] | None = None
    note: Annotated[Lines, StringConstraints(max_length=1_000)] = ""


async def begin(ask: Ask[Query, NewTransfer]) -> TransferView:
    hotline, agent, database = ask.services.settings.hotline, ask.who, ask.services.database
    target = _target(ask.body.target, await database.read(directory.entries), hotline)
    target.check(ask.body.note, ask.services.zone, ask.now)
    wanted = TransferMode(ask.body.mode) if ask.body.mode else None
    mode = transfer_mode(wanted, emergency=target.emergency)
    intent = {"id": secrets.token_hex(4), "mode": mode.value, "note": ask.body.note, **target.row}
    try:
        row, call = await database.write(_begin, ask.path("id"), agent, intent, ask.now)
    except IntegrityError:
        raise Problem(409, "A transfer of this call is under way.") from None
    try:
        await ask.services.telephone.move(call, ask.now, *_commands(call, agent, row, mode, target))
    except Problem as problem:
        if problem.status == 409:
            await database.write(transfers.not_begun, row["id"], ask.now)
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
    await _tell(ask, row, [set_variable(call["citizen"], "T_OFF", row["id"])])
    target = await ask.services.telephone.variable(call["citizen"], "T_TARGET")
    if target:  # else the citizen's channel sees to it, as soon as there is one
        await ask.services.telephone.hang_up_if_there(f"PJSIP/{target}")
    return transfer_view(row, ask.services.zone)


class _Target:
    """Where to: an entry of the directory, or a number that agents may dial."""

    def __init__(self, key: str, entry: DirectoryEntry | None, numbers: list[str]) -> None:
        self.ring_s = entry.ring_s if entry else _RING_S
        self.emergency = entry.emergency if entry else any(map(is_emergency, numbers))
        self.row = {
            "target": key,
            "name": entry.name if entry else "",
            "numbers": numbers,
            "emergency": self.emergency,
        }
        self._entry = entry

    def check(self, note: str, zone: ZoneInfo, now: datetime) -> None:
        """Its hours, and the note that it may want; raises Problem."""
        entry = self._entry
        if entry is None:
            return
        if not is_open(entry, zone, now):
            raise Problem(409, f"{entry.name} is closed now. It is open {', '.join(map(str, entry.hours))}.")
        if wants_note(entry) and not note.strip():
            expected = f"what it is about: {entry.name} wants a note"
            raise Problem(422, f"note: expected {expected}", errors=[{"field": "note", "expected": expected}])


def _target(written: str, entries: Sequence[DirectoryEntry], hotline: Hotline) -> _Target:
    entry = next((entry for entry in entries if entry.key == written), None)
    if entry is not None:
        return _Target(entry.key, entry, entry.numbers)
    number = dialled_number(written, hotline).text
    area_code = hotline.centre.area_code
    known = next((one for one in entries if number in (normalise(each, area_code).text for each in one.numbers)), None)
    return _Target(number, known, [number])


def _commands(call: Record, agent: Agent, row: Record, mode: TransferMode, target: _Target) -> list[ActionFields]:
    telephone, citizen = my_telephone(call, agent), call["citizen"]
    given = variables(call, agent, telephone, row["id"]) | {
        "T_MODE": mode.value,
        "T_NUMBERS": "-".join(number.removeprefix("+") for number in row["numbers"]),
        "T_RING": str(int(target.ring_s)),
        "T_CALLER": _citizen_of(call) if target.emergency else "",
    }
    move = (
        blind_transfer(telephone, "hotline-blind")
        if mode is TransferMode.BLIND
        else redirect_both(telephone, _CONTEXTS[mode], citizen, "hotline-aside")
    )
    return [*set_on(citizen, given), *set_on(telephone, given), move]


def _citizen_of(call: Record) -> str:
    """The citizen's number: who rang, or whom we dialled."""
    return str(call["caller"] if call["direction"] == Direction.INBOUND.value else call["called"])


def _begin(
    connection: Connection, call: str, agent: Agent, intent: dict[str, Any], now: datetime
) -> tuple[Record, Record]:
    row = my_live_call(connection, call, agent)
    if row["state"] != CallState.TALKING.value:
        raise Problem(409, f"This call is {row['state']}, not talking.")
    for number in intent["numbers"]:
        refuse_extension(connection, number)
    transfers.forget_unbegun(connection, call, now - UNBEGUN, now)
    known = {"call": call, "agent": agent.username, "ticket": row["ticket"], "created_at": now}
    begun = transfers.begin(connection, intent | known)
    if intent["note"].strip() and row["ticket"]:
        write_note(connection, row["ticket"], agent.username, intent["note"], now)
    return begun, row


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
