"""The commands that bring Asterisk's queues in line with the agents' wishes and the system's blocks."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from hotline.domain.agents.agent import Agent, AgentBlock, Membership, membership

RUNG_PENALTY = 999
"""QUEUE_MAX_PENALTY in extensions.conf: members with a higher penalty are not called, but their queue is not empty."""

_NOT_RUNG = RUNG_PENALTY + 1

Place = tuple[str, str]  # queue, extension


class Step(Enum):
    ADD = "add"
    REMOVE = "remove"
    PAUSE = "pause"
    PENALTY = "penalty"


@dataclass(frozen=True, kw_only=True)
class MemberCommand:
    """One command for one queue. `paused` and `reason` apply to ADD and PAUSE, `penalty` to ADD and PENALTY."""

    step: Step
    queue: str
    extension: str
    username: str
    paused: bool = False
    reason: str = ""
    penalty: int = 0


@dataclass(frozen=True, kw_only=True)
class Member:
    """The member that a queue has, or should have, at a place."""

    username: str
    membership: Membership
    penalty: int


def wanted(agents: Iterable[Agent], queues: Iterable[str]) -> dict[Place, Member]:
    """Every place that the agents should have. Queues that do not exist (any more) are left out."""
    known = set(queues)
    places = {}
    for agent in agents:
        effect = membership(agent.wish, agent.wish_reason, agent.blocks)
        if agent.extension is None or agent.disabled or effect is None:
            continue
        for queue in agent.queues:
            if queue in known:
                penalty = agent.penalties.get(queue, 0) + (_NOT_RUNG if AgentBlock.WRAPUP in agent.blocks else 0)
                places[queue, agent.extension] = Member(username=agent.username, membership=effect, penalty=penalty)
    return places


def commands(want: Mapping[Place, Member], have: Mapping[Place, Member]) -> Iterator[MemberCommand]:
    """The steps from `have` to `want`, in a fixed order; removals first, so that an extension can change its owner."""
    for place in sorted(have.keys() - want.keys()):
        yield MemberCommand(step=Step.REMOVE, queue=place[0], extension=place[1], username=have[place].username)
    for place in sorted(want.keys()):
        member = want[place]
        if place in have and have[place].username != member.username:
            yield MemberCommand(step=Step.REMOVE, queue=place[0], extension=place[1], username=have[place].username)
        if place not in have or have[place].username != member.username:
            yield _command(Step.ADD, place, member)
            continue
        if have[place].penalty != member.penalty:
            yield _command(Step.PENALTY, place, member)
        if have[place].membership != member.membership:
            yield _command(Step.PAUSE, place, member)


def _command(step: Step, place: Place, member: Member) -> MemberCommand:
    return MemberCommand(
        step=step,
        queue=place[0],
        extension=place[1],
        username=member.username,
        paused=member.membership.paused,
        reason=member.membership.reason,
        penalty=member.penalty,
    )
