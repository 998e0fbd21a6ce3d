"""A telephone that has stopped sending sound in the midst of a talk: first a warning, and when it is gone, an end.

A microphone that is muted, or a telephone that leaves silence out, sends nothing either. So silence alone never moves
anybody: only when the telephone does not answer Asterisk's OPTIONS any more is it gone. One that has never sent any
sound says nothing by its silence.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

DEAD_CAUSE = 44
"""Q.850. Asterisk hangs a telephone up with it that has sent no sound for its rtp_timeout, and so do we, one that is
gone: the dialplan keeps the citizen then (extensions_left.conf), whoever came first."""

SILENT_AFTER = timedelta(seconds=8)
GONE_AFTER = timedelta(seconds=10)
HELD_GONE_AFTER = timedelta(seconds=30)
"""Of a telephone that holds: it sends nothing anyhow, so that its answers alone tell, and some may be lost."""


class Side(Enum):
    """Of a talk."""

    AGENT = "agent"  # the agent's own telephone
    CITIZEN = "citizen"


@dataclass(frozen=True, kw_only=True)
class Heard:
    """`packets` of sound have come from a telephone, the last of them at `at` or a little before, and it answered
    OPTIONS at `reached_at`. `holds`: it need not send any."""

    packets: int
    at: datetime
    reached_at: datetime
    holds: bool = False


def heard(before: Heard | None, packets: int, now: datetime, *, reachable: bool = True, holds: bool = False) -> Heard:
    silent_since = before.at if before is not None and packets == before.packets and not holds else now
    reached_at = now if before is None or reachable else before.reached_at
    return Heard(packets=packets, at=silent_since, reached_at=reached_at, holds=holds)


def is_silent(one: Heard, now: datetime) -> bool:
    return one.packets > 0 and now - one.at >= SILENT_AFTER


def is_gone(one: Heard, now: datetime) -> bool:
    if one.packets == 0:
        return False
    if one.holds:
        return now - one.reached_at >= HELD_GONE_AFTER
    return one.reached_at < now and now - one.at >= GONE_AFTER


def silent_side(silent: Iterable[Side]) -> Side | None:
    """The side to warn of. When both are silent, the agent's: that is the one they can do something about."""
    return min(silent, key=list(Side).index, default=None)
