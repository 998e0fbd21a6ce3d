"""Transfers with one key. These commands write the intent and tell Asterisk; from then on the dialplan works alone, and
the result is read from the facts of the call."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from hotline.asterisk.ami.actions import blind_transfer, hangup, redirect_both, set_variable, set_variables
from hotline.asterisk.ami.messages import ActionFields
from hotline.commands.errors import (
    NotFoundError,
    NotYoursError,
    RefusedError,
    SwitchAwayError,
    SwitchRefusedError,
)
from hotline.commands.own_calls import dialplan_variables, existing_call, my_talk, my_telephone
from hotline.commands.resources import Resources
from hotline.commands.targets.transfer_targets import States, Target, Wanted, find_target
from hotline.commands.ticket_notes import write_note
from hotline.domain.agents.agent import Agent, Role
from hotline.domain.transfers.emergency import transfer_mode
from hotline.domain.transfers.transfer import UNBEGUN, TransferMode, TransferState
from hotline.names.contexts import Context
from hotline.names.variables import Variable
from hotline.settings.hotline import Hotline
from hotline.store.calls.call_rows import CallRow
from hotline.store.transfers import transfers
from hotline.store.transfers.transfers import Intent, TransferRow

# ending a transfer may be requested again if the first request had no visible effect for so long
UNDONE = timedelta(seconds=5)
_CONTEXTS = {TransferMode.CONSULT: Context.CONSULT, TransferMode.THREE_WAY: Context.THREE_WAY}
NOBODY_KNOWN: States = {}


@dataclass(frozen=True, kw_only=True)
class BeginTransfer(Wanted):
    """`target` is a key of the directory, a number, agent:USERNAME, queue:NAME or "supervisor". With `mode` None it is
    blind, or three-way if it is an emergency line; a blind transfer to an emergency line also becomes three-way."""

    call: str


@dataclass(frozen=True, kw_only=True)
class _Begun:
    transfer: TransferRow
    call: CallRow
    telephone: str
    target: Target


async def begin(
    at: Resources, who: Agent, wanted: BeginTransfer, now: datetime, states: States = NOBODY_KNOWN
) -> TransferRow:
    """Begin a transfer and return it as written; raises CommandError. `states` are needed for targets inside."""
    begun = await _intended(at, who, wanted, states, now)
    known = _known(begun, who)
    given = [set_variables(channel, known) for channel in (begun.call.citizen, begun.telephone)]
    try:
        await at.telephone.move(begun.call, now, _move(begun), given=given)
    except (RefusedError, SwitchAwayError):
        await at.database.write(transfers.not_begun, begun.transfer.id, now)
        raise
    return begun.transfer


async def _intended(at: Resources, who: Agent, wanted: BeginTransfer, states: States, now: datetime) -> _Begun:
    """Write the intent. An earlier intent that led to nothing, because a process died before its command, does not
    block it."""
    hotline = at.settings.hotline
    try:
        return await at.database.write(_begin, who, wanted, states, hotline, now)
    except IntegrityError:
        forgotten = await at.database.write(transfers.forget_unbegun, wanted.call, now - UNBEGUN, now)
    try:
        if forgotten:
            return await at.database.write(_begin, who, wanted, states, hotline, now)
    except IntegrityError:  # another request was faster
        pass
    raise RefusedError("A transfer of this call is under way.")


async def read(at: Resources, who: Agent, transfer: str) -> TransferRow:
    """A transfer that the user may see; raises CommandError."""
    return await at.database.read(_of_mine, transfer, who)


async def complete(at: Resources, who: Agent, transfer: str, now: datetime) -> TransferRow:
    """The agent leaves the citizen to the target; raises CommandError."""
    row, telephone = await at.database.write(_talking, transfer, who, now)
    await _tell(at, row, hangup(telephone))
    return row


async def cancel(at: Resources, who: Agent, transfer: str, now: datetime) -> TransferRow:
    """Drop the target, or stop ringing it: the agent is back with the citizen. Raises CommandError."""
    row, call = await at.database.write(_back_from, transfer, who, now)
    await _tell(at, row, set_variable(call.citizen, Variable.T_OFF.name, row.id))
    target = await at.telephone.variable(call.citizen, Variable.T_TARGET)
    if target:  # otherwise the citizen's channel drops the target as soon as there is one
        await at.telephone.hang_up_if_there(f"PJSIP/{target}")
    return row


def _begin(
    connection: Connection, who: Agent, wanted: BeginTransfer, states: States, hotline: Hotline, now: datetime
) -> _Begun:
    target = find_target(connection, who, wanted, states, hotline, now)
    call = my_talk(connection, wanted.call, who)
    telephone = my_telephone(call, who)
    intent = Intent(
        id=secrets.token_hex(4),
        mode=transfer_mode(wanted.mode, emergency=target.emergency),
        note=wanted.note,
        target=target.key,
        name=target.name,
        numbers=target.numbers,
        emergency=target.emergency,
        call=wanted.call,
        agent=who.username,
        ticket=call.ticket,
        created_at=now,
    )
    begun = transfers.begin(connection, intent)
    if wanted.note.strip() and call.ticket:
        write_note(connection, call.ticket, who.username, wanted.note, now)
    return _Begun(transfer=begun, call=call, telephone=telephone, target=target)


def _known(begun: _Begun, who: Agent) -> dict[Variable, str]:
    """Variables that the dialplan needs for a transfer."""
    call, row, target = begun.call, begun.transfer, begun.target
    known = dialplan_variables(call, name=row.id, telephone=begun.telephone, extension=who.extension or "")
    return known | {
        Variable.T_MODE: row.mode,
        Variable.T_NUMBERS: "-".join(number.removeprefix("+") for number in target.numbers),
        Variable.T_RING: str(int(target.ring_s)),
        Variable.T_INSIDE: "1" if target.inside else "",
        Variable.T_TO: target.queue,
        Variable.T_CALLER: call.citizens_number if target.emergency else "",
    }


def _move(begun: _Begun) -> ActionFields:
    mode = TransferMode(begun.transfer.mode)
    if mode is TransferMode.BLIND:
        return blind_transfer(begun.telephone, Context.TO_QUEUE if begun.target.queue else Context.BLIND)
    return redirect_both(begun.telephone, _CONTEXTS[mode], begun.call.citizen, Context.ASIDE)


async def _tell(at: Resources, row: TransferRow, command: ActionFields) -> None:
    try:
        await at.telephone.send(command)
    except (SwitchRefusedError, SwitchAwayError):
        await at.database.write(transfers.not_ended, row.id)
        raise


def _of_mine(connection: Connection, transfer: str, agent: Agent) -> TransferRow:
    row = transfers.get(connection, transfer)
    if row is None:
        raise NotFoundError("transfer")
    if agent.role is Role.AGENT and row.agent != agent.username:
        raise NotYoursError("This transfer is not yours.")
    return row


def _open(connection: Connection, transfer: str, agent: Agent) -> tuple[TransferRow, CallRow]:
    row = _of_mine(connection, transfer, agent)
    if row.state not in (TransferState.DIALLING.value, TransferState.TALKING.value):
        raise RefusedError(f"This transfer is {row.state} already.")
    return row, existing_call(connection, row.call)


def _talking(connection: Connection, transfer: str, agent: Agent, now: datetime) -> tuple[TransferRow, str]:
    """The transfer, and the channel of the agent's telephone."""
    row, call = _open(connection, transfer, agent)
    if row.state != TransferState.TALKING.value:
        raise RefusedError("The target has not answered yet.")
    telephone = my_telephone(call, agent)
    _end_once(connection, row, now)
    return row, telephone


def _back_from(connection: Connection, transfer: str, agent: Agent, now: datetime) -> tuple[TransferRow, CallRow]:
    row, call = _open(connection, transfer, agent)
    if row.mode == TransferMode.BLIND.value:
        raise RefusedError("You have left this call: a blind transfer can no longer be changed.")
    _end_once(connection, row, now)
    return row, call


def _end_once(connection: Connection, row: TransferRow, now: datetime) -> None:
    """Refuse a second request: it would separate the parties that the first has connected."""
    if not transfers.ask_to_end(connection, row.id, now, now - UNDONE):
        raise RefusedError("This transfer is being ended already.")
