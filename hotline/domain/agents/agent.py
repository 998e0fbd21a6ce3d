"""An agent's own wish and the system's blocks are kept apart.

The state that is shown and the membership in the queues both follow from them, by the tables below.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum


class Role(Enum):
    AGENT = "agent"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"
    AUDITOR = "auditor"


class Wish(Enum):
    """The state that the agent asked for."""

    READY = "ready"
    PAUSED = "paused"
    OFFLINE = "offline"


class AgentBlock(Enum):
    """A reason for which the system gives an agent no calls."""

    NO_ANSWER = "no_answer"  # their phone rang and was not answered
    FORWARDED = "forwarded"  # their phone is forwarded (SIP 302), which we do not follow
    DECLINED = "declined"  # their phone refused the call: by a button, or because of do not disturb
    NO_CODEC = "no_codec"  # their phone has no codec in common with us
    PHONE_FAILED = "phone_failed"  # their phone could not take the call
    CALLBACK = "callback"  # they are working on a callback
    WRAPUP = "wrapup"  # after-call work that app_queue does not know of


FORWARDED_REASON = "Forwarded"
PAUSED_BY_ASTERISK: Mapping[str, AgentBlock] = {
    "Auto-Pause": AgentBlock.NO_ANSWER,
    FORWARDED_REASON: AgentBlock.FORWARDED,
}
"""Reasons of pauses that Asterisk makes (app_queue or the dialplan), and the blocks that they become."""

PAUSES = (AgentBlock.FORWARDED, AgentBlock.NO_CODEC, AgentBlock.PHONE_FAILED, AgentBlock.DECLINED, AgentBlock.NO_ANSWER)
"""Blocks that pause an agent in the queues until they say that they are ready; the first that applies is the reason."""


class AgentState(Enum):
    """The state shown on the wall and on the agent's own screen."""

    READY = "ready"
    RINGING = "ringing"
    TALKING = "talking"
    WRAPUP = "wrapup"
    PAUSED = "paused"
    OFFLINE = "offline"


@dataclass(frozen=True, kw_only=True)
class ForTheDay:
    """An agent serves other queues than usual until a moment, by the wish of a supervisor."""

    usual_queues: tuple[str, ...]
    usual_penalties: Mapping[str, int]
    until: datetime
    by: str


@dataclass(frozen=True, kw_only=True)
class Agent:
    """A user as SQL has them.

    `wish_by` is the supervisor who set the wish (`wish_by_name` their name), "" if the agent did. `extension` is
    None for users without a phone. `queues` are those of now, which `day` may have changed; `penalties` are by
    queue, 0 where none is given; members with a lower penalty are called first. `must_change_password`: an admin
    chose the password. A `disabled` user cannot log in and has no telephone and no place in a queue.
    """

    username: str
    name: str
    role: Role
    extension: str | None
    queues: tuple[str, ...]
    penalties: Mapping[str, int]
    wish: Wish
    wish_reason: str
    wish_since: datetime
    blocks: frozenset[AgentBlock]
    sip_ha1: str
    password_hash: str
    rev: int
    applied_rev: int
    disabled: bool = False
    wish_by: str = ""
    wish_by_name: str = ""
    day: ForTheDay | None = None
    must_change_password: bool = False


@dataclass(frozen=True, kw_only=True)
class Membership:
    """An agent's membership in one queue."""

    paused: bool
    reason: str


def membership(wish: Wish, wish_reason: str, blocks: Set[AgentBlock]) -> Membership | None:
    """The agent's membership in each of their queues; None means not a member.

    | wish    | blocks | member | paused | reason            |
    |---------|-------|--------|--------|-------------------|
    | offline | any   | no     |        |                   |
    | paused  | any   | yes    | yes    | the agent's own   |
    | ready   | any of PAUSES | yes | yes | the block |
    | ready   | none, or others | yes | no  |                  |

    The agent's own reason takes precedence, so that a block never replaces "lunch". An agent who works on a callback is
    not paused, because the busy phone keeps the queue's calls away; nor is one in wrap-up after a transfer, where a
    penalty does (hotline.domain.agents.membership). A pause could make a queue empty, and callers would have to leave
    although an agent will be free in a minute.
    """
    if wish is Wish.OFFLINE:
        return None
    if wish is Wish.PAUSED:
        return Membership(paused=True, reason=wish_reason)
    for block in PAUSES:
        if block in blocks:
            return Membership(paused=True, reason=block.value)
    return Membership(paused=False, reason="")


class Activity(Enum):
    """What an agent's phone is doing in live calls."""

    IDLE = "idle"
    RINGING = "ringing"
    TALKING = "talking"


def shown_state(
    agent: Agent,
    activity: Activity,
    *,
    reachable: bool,
    last_talk_ended: datetime | None,
    wrapup_s: float,
    now: datetime,
) -> AgentState:
    """The first rule that applies:

    1. a phone that rings or talks is shown so, whatever the wish;
    2. wish offline, or a closed softphone: offline;
    3. wish paused: paused;
    4. less than `wrapup_s` since the last conversation, or blocked for wrap-up: wrap-up;
    5. any other block: paused; otherwise ready.
    """
    if activity is Activity.TALKING:
        return AgentState.TALKING
    if activity is Activity.RINGING:
        return AgentState.RINGING
    if agent.wish is Wish.OFFLINE or not reachable:
        return AgentState.OFFLINE
    if agent.wish is Wish.PAUSED:
        return AgentState.PAUSED
    if last_talk_ended is not None and now < last_talk_ended + timedelta(seconds=wrapup_s):
        return AgentState.WRAPUP
    if AgentBlock.WRAPUP in agent.blocks:
        return AgentState.WRAPUP
    return AgentState.PAUSED if agent.blocks else AgentState.READY
