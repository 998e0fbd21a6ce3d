"""An agent's part in a call, and what the dialplan must know about the call to continue without us."""

from sqlalchemy import Connection

from hotline.commands.errors import NotFoundError, NotYoursError, RefusedError
from hotline.domain.agents.agent import Agent, Role
from hotline.domain.calls.call import CallState
from hotline.names.variables import Variable
from hotline.store.calls import call_list
from hotline.store.calls.call_rows import CallRow
from hotline.store.calls.legs import LegRow


def existing_call(connection: Connection, call: str) -> CallRow:
    """The call of this id; raises NotFoundError."""
    row = call_list.get(connection, call)
    if row is None:
        raise NotFoundError("call")
    return row


def my_live_call(connection: Connection, call: str, agent: Agent) -> CallRow:
    """A call that has not ended and is the agent's; raises CommandError."""
    row = existing_call(connection, call)
    if my_leg(row, agent) is None:
        if agent.role is Role.AGENT or agent.extension is None:
            raise NotYoursError("This call is not yours.")
        raise RefusedError("You are not in this call.")
    if row.ended_at is not None:
        raise RefusedError("This call is over.")
    return row


def my_talk(connection: Connection, call: str, agent: Agent) -> CallRow:
    """The same, if the citizen is talking with somebody."""
    row = my_live_call(connection, call, agent)
    if row.state != CallState.TALKING.value:
        raise RefusedError(f"This call is {row.state}, not talking.")
    return row


def my_leg(row: CallRow, agent: Agent) -> LegRow | None:
    """The agent's leg: the one that has not ended, otherwise the last one."""
    mine = [leg for leg in row.legs if leg.agent == agent.username]
    living = [leg for leg in mine if leg.ended_at is None]
    return next(reversed(living or mine), None)


def my_telephone(row: CallRow, agent: Agent) -> str:
    """The channel of the agent's telephone in the call; raises RefusedError if they have left it."""
    leg = my_leg(row, agent)
    if leg is None or leg.ended_at is not None:
        raise RefusedError("You have left this call.")
    return leg.channel


def talking_leg(row: CallRow) -> LegRow:
    """The only agent's leg that is talking in the call; raises RefusedError."""
    talking = [leg for leg in row.legs if leg.answered_at and not leg.ended_at]
    if row.state != CallState.TALKING.value or len(talking) != 1:
        raise RefusedError(f"This call is {row.state}: the citizen is not with one agent.")
    return talking[0]


def dialplan_variables(row: CallRow, *, name: str, telephone: str, extension: str) -> dict[Variable, str]:
    """Variables with which the dialplan can continue without us (asterisk_conf, extensions_transfers.conf); `name` is
    the id of the transfer or the hold."""
    return {
        Variable.T_ID: name,
        Variable.T_CALL: row.id,
        Variable.T_CITIZEN: row.citizen,
        Variable.T_AGENT: telephone,
        Variable.T_EXT: extension,
        Variable.T_QUEUE: row.queue_now or "",
    }
