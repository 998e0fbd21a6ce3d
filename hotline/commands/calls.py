"""What an agent does with a call that they are in: hang up, hold, unhold, or bring a citizen back from a dead
telephone. SQL changes only when cti has seen the result."""

import secrets
from datetime import datetime

from sqlalchemy import Connection

from hotline.asterisk.ami.actions import hangup, redirect_both, set_variable, set_variables
from hotline.commands.errors import RefusedError
from hotline.commands.own_calls import (
    dialplan_variables,
    existing_call,
    my_leg,
    my_live_call,
    my_talk,
    my_telephone,
    talking_leg,
)
from hotline.commands.resources import Resources
from hotline.domain.agents.agent import Agent, Role
from hotline.domain.calls.call import CallState
from hotline.domain.facts.silence import DEAD_CAUSE
from hotline.domain.transfers.transfer import UNBEGUN
from hotline.names.contexts import Context
from hotline.names.marks import IdLetter
from hotline.names.variables import Variable
from hotline.store.calls.call_rows import CallRow
from hotline.store.transfers import transfers


async def hang_up(at: Resources, who: Agent, call: str) -> None:
    """The agent leaves the call; unless it was transferred, the citizen's call ends with it. Raises CommandError, as do
    all commands here."""
    row = await at.database.read(my_live_call, call, who)
    await at.telephone.send(hangup(my_telephone(row, who)))


async def hold(at: Resources, who: Agent, call: str, now: datetime) -> None:
    """The citizen hears music; the agent hears nothing."""
    row = await at.database.read(_to_hold, call, who, now)
    telephone, citizen = my_telephone(row, who), row.citizen
    name = IdLetter.HOLD + secrets.token_hex(4)
    known = dialplan_variables(row, name=name, telephone=telephone, extension=who.extension or "")
    aside = redirect_both(telephone, Context.HOLD, citizen, Context.ASIDE)
    given = [set_variables(citizen, known), set_variables(telephone, known)]
    await at.telephone.move(row, now, aside, given=given)


async def unhold(at: Resources, who: Agent, call: str) -> None:
    row = await at.database.read(my_live_call, call, who)
    if row.state != CallState.HELD.value:
        raise RefusedError(f"This call is {row.state}, not held.")
    at.telephone.has_moved(call)
    if _is_transferred(row):
        raise RefusedError("The citizen is waiting for a transfer to end. Cancel it to get them back.")
    leg = my_leg(row, who)
    if leg is not None and leg.on_hold:
        raise RefusedError("Your softphone holds this call: take it off hold there.")
    await at.telephone.send(set_variable(my_telephone(row, who), Variable.T_BACK.name, "1"))


async def bring_back_call(at: Resources, who: Agent, call: str, now: datetime) -> CallRow:
    """Hang up a dead telephone with a cause that makes the dialplan keep the citizen. For the call's agent, and for
    supervisors in any call. Returns the call as it was before."""
    row = await at.database.read(_to_bring_back, call, who)
    leg = talking_leg(row)
    if _is_transferred(row):
        raise RefusedError(f"This call is {row.state}: the citizen is not with one agent.")
    await at.telephone.move(row, now, hangup(leg.channel, cause=DEAD_CAUSE))
    return row


def _to_hold(connection: Connection, call: str, who: Agent, now: datetime) -> CallRow:
    row = my_talk(connection, call, who)
    if transfers.is_under_way(connection, call, now - UNBEGUN):
        raise RefusedError("Holding now would disconnect the target. Cancel or complete the transfer.")
    return row


def _to_bring_back(connection: Connection, call: str, who: Agent) -> CallRow:
    return my_live_call(connection, call, who) if who.role is Role.AGENT else existing_call(connection, call)


def _is_transferred(row: CallRow) -> bool:
    return any(one.open for one in row.transfers)
