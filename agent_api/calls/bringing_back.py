"""Bring a citizen back from a telephone that is dead, to the head of the queue."""

from sqlalchemy import Connection

from agent_api.http.route import Ask
from agent_api.protocol.fields import Query
from agent_api.protocol.problem import Problem, not_found
from agent_api.runtime.telephone import my_live_call
from agent_api.views.call import CallView, call_view
from hotline.asterisk.ami.actions import hangup
from hotline.domain.agents.agent import Agent, Role
from hotline.domain.calls.call import CallState
from hotline.domain.facts.silence import DEAD_CAUSE
from hotline.domain.transfers.transfer import OPEN_STATES
from hotline.store.calls import call_list
from hotline.store.records import Record

_OPEN = {state.value for state in OPEN_STATES}


async def bring_back_call(ask: Ask[Query, None]) -> CallView:
    """For the call's agent, and for supervisors of any call."""
    row, leg = await ask.services.database.read(_talk, ask.path("id"), ask.who)
    await ask.services.telephone.move(row, ask.now, hangup(leg["channel"], cause=DEAD_CAUSE))
    return call_view(row, ask.eyes(), ask.services.zone)


def _talk(connection: Connection, call: str, agent: Agent) -> tuple[Record, Record]:
    """The call, and the only agent's leg that talks in it; raises Problem."""
    row = my_live_call(connection, call, agent) if agent.role is Role.AGENT else call_list.get(connection, call)
    if row is None:
        raise not_found("call")
    talking = [leg for leg in row["legs"] if leg["answered_at"] and not leg["ended_at"]]
    moving = any(transfer["state"] in _OPEN for transfer in row["transfers"])
    if row["state"] != CallState.TALKING.value or len(talking) != 1 or moving:
        raise Problem(409, f"This call is {row['state']}: the citizen is not with one agent.")
    return row, talking[0]
