"""A supervisor listens to a call, or speaks in it. These commands write the intent; the callback role rings the
supervisor's telephone; from then on the dialplan works alone, and what happens is read from the facts of the call."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from hotline.asterisk.ami.actions import hangup, redirect, set_variable
from hotline.commands.dialling import own_extension
from hotline.commands.errors import NotFoundError, NotYoursError, RefusedError, SwitchRefusedError
from hotline.commands.own_calls import existing_call
from hotline.commands.resources import Resources
from hotline.domain.agents.agent import Agent, Role
from hotline.domain.agents.now import AgentNow
from hotline.domain.calls.call import CallState
from hotline.domain.facts.channel import SUPERVISION_LETTER, placed_id
from hotline.domain.supervisions.supervision import SupervisionMode
from hotline.names.contexts import Context
from hotline.names.variables import Variable
from hotline.names.work import Work
from hotline.store.callbacks import callback_desk
from hotline.store.calls.call_rows import CallRow
from hotline.store.calls.legs import LegRow
from hotline.store.privacy import looks
from hotline.store.privacy.looks import Look
from hotline.store.supervisions import supervisions
from hotline.store.supervisions.supervisions import Intent, SupervisionRow

SEEN_WITHIN_S = 2.0  # cti has recorded what Asterisk has done
LOOK_S = 0.05
BORN_WITHIN_S = 1.0  # a telephone that is to ring has a channel
OVER = "This supervision is over."


@dataclass(frozen=True, kw_only=True)
class Supervise:
    call: str
    mode: SupervisionMode


async def begin(
    at: Resources, who: Agent, agent_now: AgentNow, wanted: Supervise, seen: Look, now: datetime
) -> SupervisionRow:
    """Plan it, and record it as the look `seen`: the supervisor's telephone rings, and joins when answered. Raises
    CommandError, as do all commands here."""
    extension = own_extension(who)
    if agent_now.phone_is_closed:
        raise RefusedError("Your telephone is not registered: open it, then supervise.")
    name = placed_id(at.settings.node, SUPERVISION_LETTER, now, secrets.randbelow(10**9))
    try:
        row = await at.database.write(_begin, who, extension, wanted, seen, name, now)
    except IntegrityError:  # another request was faster
        raise RefusedError("This call is being supervised already, or you supervise another one.") from None
    await at.live.notify(Work.CALLBACKS)
    return row


async def read(at: Resources, supervision: str) -> SupervisionRow:
    return await at.database.read(_existing, supervision)


async def change_mode(at: Resources, who: Agent, supervision: str, mode: SupervisionMode, seen: Look) -> SupervisionRow:
    """The supervision once it is in that mode, or after SEEN_WITHIN_S."""
    row = await at.database.write(_want, who, supervision, mode, seen)
    if not await _while_born(at, row, lambda: _set_mode(at, row, mode)):
        raise RefusedError(OVER)
    return await _seen(at, supervision, lambda now: now.mode == mode.value)


async def leave(at: Resources, who: Agent, supervision: str, now: datetime) -> SupervisionRow:
    """The supervision once it has ended, or after SEEN_WITHIN_S; again is the same."""
    row = await at.database.write(_leave, who, supervision, now)
    if row.living:
        await _while_born(at, row, lambda: _hang_up(at, supervision))
    return await _seen(at, supervision, lambda _: False)


def _begin(
    connection: Connection, who: Agent, extension: str, wanted: Supervise, seen: Look, name: str, now: datetime
) -> SupervisionRow:
    row = existing_call(connection, wanted.call)
    leg = _heard_leg(row)
    if any(one.agent == who.username and one.ended_at is None for one in row.legs):
        raise RefusedError("You are in this call yourself.")
    if callback_desk.is_on_the_line(connection, who.username):
        raise RefusedError("You are in a call already.")
    if supervisions.living_of(connection, who.username) is not None:
        raise RefusedError("You supervise a call already: leave it first.")
    other = next((one.supervisor for one in row.supervisions if one.living), None)
    if other is not None:
        raise RefusedError(f"{other} supervises this call already.")
    intent = Intent(
        id=name,
        call=row.id,
        agent=leg.agent or leg.extension,
        channel=leg.channel,
        supervisor=who.username,
        extension=extension,
        shown=leg.extension,
        mode=wanted.mode.value,
        created_at=now,
    )
    supervisions.intend(connection, intent)
    looks.record(connection, [seen])
    return _existing(connection, name)


def _heard_leg(row: CallRow) -> LegRow:
    """The leg of the agent who talks: with the citizen, or with the target of a transfer while the citizen waits. The
    last one, if there are several."""
    if row.ended_at is not None:
        raise RefusedError("This call is over.")
    consults = any(one.open for one in row.transfers)
    talks = row.state == CallState.TALKING.value or (row.state == CallState.HELD.value and consults)
    legs = [leg for leg in row.legs if leg.answered_at is not None and leg.ended_at is None]
    if not talks or not legs:
        raise RefusedError(f"This call is {row.state}: no agent talks in it.")
    return legs[-1]


def _existing(connection: Connection, supervision: str) -> SupervisionRow:
    row = supervisions.get(connection, supervision)
    if row is None:
        raise NotFoundError("supervision")
    return row


def _mine(connection: Connection, who: Agent, supervision: str) -> SupervisionRow:
    row = _existing(connection, supervision)
    if row.supervisor != who.username or who.role not in (Role.SUPERVISOR, Role.ADMIN):
        raise NotYoursError("This supervision is not yours.")
    return row


def _want(connection: Connection, who: Agent, supervision: str, mode: SupervisionMode, seen: Look) -> SupervisionRow:
    row = _mine(connection, who, supervision)
    if not row.living or row.leave_asked_at is not None:
        raise RefusedError(OVER)
    supervisions.want(connection, supervision, mode.value)
    looks.record(connection, [replace(seen, subject=row.call)])
    return row


def _leave(connection: Connection, who: Agent, supervision: str, now: datetime) -> SupervisionRow:
    _mine(connection, who, supervision)
    return supervisions.ask_to_leave(connection, supervision, now) or _existing(connection, supervision)


async def _set_mode(at: Resources, row: SupervisionRow, mode: SupervisionMode) -> None:
    """A channel that still rings must not be moved: it reads the variable when it is answered (S_RUNS)."""
    await at.telephone.send(set_variable(row.id, Variable.S_MODE.name, mode.value))
    if await at.telephone.variable(row.id, Variable.S_RUNS):
        await at.telephone.send(redirect(row.id, Context.SUPERVISE, "again"))


async def _hang_up(at: Resources, supervision: str) -> None:
    await at.telephone.send(hangup(supervision))


async def _while_born(at: Resources, row: SupervisionRow, command: Callable[[], Awaitable[None]]) -> bool:
    """Carry out a command for the supervisor's channel; whether there was one. It may be on its way."""
    loop = asyncio.get_running_loop()
    until = loop.time() + BORN_WITHIN_S
    while True:
        try:
            await command()
        except SwitchRefusedError:
            known = await at.database.read(_existing, row.id)
            if not known.living or known.joined_at is not None or loop.time() >= until:
                return False
            await asyncio.sleep(LOOK_S)
        else:
            return True


async def _seen(at: Resources, supervision: str, done: Callable[[SupervisionRow], bool]) -> SupervisionRow:
    """The supervision, as soon as it is so or has ended."""
    loop = asyncio.get_running_loop()
    until = loop.time() + SEEN_WITHIN_S
    while True:
        row = await at.database.read(_existing, supervision)
        if not row.living or done(row) or loop.time() >= until:
            return row
        await asyncio.sleep(LOOK_S)
