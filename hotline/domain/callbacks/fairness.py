"""Who may be offered a callback: only agents whom no caller needs."""

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
    """Usernames of agents who may be offered a callback, the longest idle first.

    | rule        | condition                                                             |
    |-------------|-----------------------------------------------------------------------|
    | waiting     | no citizens wait in the queues                                        |
    | min_idle_s  | the agent has been ready for at least so long                         |
    | keep_free   | so many ready agents get no offer                                     |
    | lines       | the trunk has as many channels left for calls that we place           |
    | busy        | the agent has no offer, and has not just let one lapse                |
    """
    if waiting:
        return []
    free = sorted((agent for agent in ready if agent.username not in busy), key=lambda agent: agent.since)
    since = now - timedelta(seconds=policy.min_idle_s)
    idle = [agent.username for agent in free if agent.since <= since]
    return idle[: max(0, min(len(free) - policy.keep_free, lines))]


def lines_left(*, channels: int, reserve_inbound: int, theirs: int, ours: int) -> int:
    """Channels of the trunk left for calls that we place, which may never use the `reserve_inbound` ones."""
    return max(0, min(channels - reserve_inbound - ours, channels - theirs - ours))
