"""Agents: their own wish and the system's blocks are two things; what they are shown as and what the queues are told
both follow from them by the tables below, and from nothing else.
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
    """What the agent asked for."""

    READY = "ready"
    PAUSED = "paused"
    OFFLINE = "offline"


class AgentBlock(Enum):
    """What the system keeps an agent back for."""

    NO_ANSWER = "no_answer"  # their phone rang and they did not pick up
    FORWARDED = "forwarded"  # their phone sends its calls to another one (SIP 302), which we do not follow
    DECLINED = "declined"  # their phone refused the call: by a button, or as it is set not to be disturbed
    NO_CODEC = "no_codec"  # their phone has no codec in common with us
    PHONE_FAILED = "phone_failed"  # their phone could not take the call
    CALLBACK = "callback"  # they are working on a callback
    WRAPUP = "wrapup"  # after-call work that Asterisk's queue does not know of


FORWARDED_REASON = "Forwarded"
PAUSED_BY_ASTERISK: Mapping[str, AgentBlock] = {
    "Auto-Pause": AgentBlock.NO_ANSWER,
    FORWARDED_REASON: AgentBlock.FORWARDED,
}
"""Reasons of the pauses that are Asterisk's own, app_queue's and the dialplan's, and the blocks that they become."""

PAUSES = (AgentBlock.FORWARDED, AgentBlock.NO_CODEC, AgentBlock.PHONE_FAILED, AgentBlock.DECLINED, AgentBlock.NO_ANSWER)
"""Blocks for which the queues pause an agent until they say that they are ready, in the order they are told in."""


class AgentState(Enum):
    """What the wall and the agent's own screen say."""

    READY = "ready"
    RINGING = "ringing"
    TALKING = "talking"
    WRAPUP = "wrapup"
    PAUSED = "paused"
    OFFLINE = "offline"


@dataclass(frozen=True, kw_only=True)
class Agent:
    """A person who logs in, as SQL has them. `extension` is None for those without a phone. `penalties` are by queue,
    0 where none is given: those with a lower one are rung first. Who is `disabled` neither logs in
    nor has a telephone or a place in a queue."""

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


@dataclass(frozen=True, kw_only=True)
class Membership:
    """What one queue is told of an agent: there, and perhaps paused for a reason."""

    paused: bool
    reason: str


def membership(wish: Wish, wish_reason: str, blocks: Set[AgentBlock]) -> Membership | None:
    """The agent's place in each of their queues; None is no member.

    | wish    | blocks | member | paused | reason            |
    |---------|-------|--------|--------|-------------------|
    | offline | any   | no     |        |                   |
    | paused  | any   | yes    | yes    | the agent's own   |
    | ready   | any of PAUSES | yes | yes | the block |
    | ready   | none, or others | yes | no  |                  |

    The agent's own reason stands before a block's, so that a block never overwrites "lunch". While they work on a
    callback their busy phone keeps the queue's calls away, and after a transfer a penalty does
    (hotline.domain.agents.membership): a pause would make a queue "empty" that will have somebody in a minute, and send
    citizens home.
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
    """What an agent's phone does in the calls that are alive."""

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
    """The first line that fits:

    1. a phone that rings or talks does so, whatever was wished;
    2. offline by wish, or with a closed softphone, is offline;
    3. paused by wish is paused;
    4. `wrapup_s` after the last conversation, or a block for it, is wrap-up;
    5. any block is paused; else ready.
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
