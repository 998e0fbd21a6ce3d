"""Who may be offered a callback: nobody whom a citizen on the line might need."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from hotline.settings.policies import CallbackPolicy


@dataclass(frozen=True, kw_only=True)
class Idle:
    """An agent who is ready for calls, and since when."""

    username: str
    since: datetime


def may_be_offered(
    ready: Iterable[Idle], *, policy: CallbackPolicy, waiting: int, lines: int, busy: Collection[str], now: datetime
) -> list[str]:
    """Usernames, who has been idle longest first.

    | rule        | holds when                                                            |
    |-------------|-----------------------------------------------------------------------|
    | nobody      | `waiting` citizens in the queues are none                             |
    | min_idle_s  | the agent has been ready for so long                                  |
    | keep_free   | so many ready agents are left alone                                   |
    | lines       | the trunk has so many channels left for our own calls                 |
    | one at once | the agent is not among `busy`: has an offer, or has just let one go    |
    """
    if waiting:
        return []
    free = sorted((agent for agent in ready if agent.username not in busy), key=lambda agent: agent.since)
    since = now - timedelta(seconds=policy.min_idle_s)
    idle = [agent.username for agent in free if agent.since <= since]
    return idle[: max(0, min(len(free) - policy.keep_free, lines))]


def lines_left(*, channels: int, reserve_inbound: int, theirs: int, ours: int) -> int:
    """Channels of the trunk that our own calls may still take: `reserve_inbound` are never theirs to take."""
    return max(0, min(channels - reserve_inbound - ours, channels - theirs - ours))
