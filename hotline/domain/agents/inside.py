"""Transfers inside the room: to a colleague, to the supervisor who is free the longest, or to a queue.

What Asterisk knows decides in the moment (hotline-inside, and the queue itself); these rules say no beforehand, in
words, where the state of the agents is known.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from hotline.domain.agents.agent import Agent, AgentState, Role
from hotline.domain.agents.now import AgentNow

AGENT = "agent:"
QUEUE = "queue:"
SUPERVISOR = "supervisor"

_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_NOT_READY: Mapping[AgentState, str] = {
    AgentState.RINGING: "their telephone is ringing",
    AgentState.TALKING: "they are in a call",
    AgentState.WRAPUP: "they are in wrap-up",
    AgentState.PAUSED: "they are paused",
    AgentState.OFFLINE: "they are signed out",
}
_PRESENT = frozenset(AgentState) - {AgentState.PAUSED, AgentState.OFFLINE}


def is_inside(target: str) -> bool:
    """Whether a transfer's target is a colleague, a supervisor or a queue."""
    return target == SUPERVISOR or target.startswith((AGENT, QUEUE))


def not_ready(now: AgentNow) -> str | None:
    """Why an agent cannot be given a citizen; None if they can."""
    if now.is_ready:
        return None
    if now.phone_is_closed:
        return "their telephone cannot be reached"
    words = _NOT_READY[now.state]
    return f"{words}: {now.reason}" if now.reason else words


def free_supervisor(people: Iterable[Agent], states: Mapping[str, AgentNow], besides: str) -> Agent | None:
    """The supervisor who is free the longest.

    Those who are ready come first. Supervisors who take no calls from queues are signed out; they are free as long as
    their telephone can be reached, first those with an open desk. Who is paused is not free.
    """
    there = [(states.get(one.username, AgentNow()), one) for one in people if _is_supervisor(one)]
    free = [(now, one) for now, one in there if one.username != besides and _is_free(now)]
    order = [(not now.is_ready, not now.has_desk, now.since or _LONG_AGO, one.username, one) for now, one in free]
    return min(order, key=lambda one: one[:-1])[-1] if order else None


def _is_supervisor(one: Agent) -> bool:
    return one.role is Role.SUPERVISOR and one.extension is not None and not one.disabled


def _is_free(now: AgentNow) -> bool:
    return now.is_ready or (now.state is AgentState.OFFLINE and now.is_known and not now.phone_is_closed)


def has_anybody(queue: str, people: Iterable[Agent], states: Mapping[str, AgentNow], besides: str) -> bool:
    """Whether somebody else serves the queue: signed in, with a telephone that can be reached, and not paused."""
    return any(
        queue in one.queues and states.get(one.username, AgentNow()).state in _PRESENT
        for one in people
        if one.username != besides
    )
