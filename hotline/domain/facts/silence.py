"""A telephone that has stopped sending sound in the midst of a talk: first a warning, and when it is gone, an end.

A microphone that is muted, or a telephone that leaves silence out, sends nothing either. So silence alone never moves
anybody: only when the telephone does not answer Asterisk's OPTIONS any more is it gone. One that has never sent any
sound says nothing by its silence.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum

SILENT_AFTER = timedelta(seconds=8)
GONE_AFTER = timedelta(seconds=10)


class Side(Enum):
    """Of a talk."""

    AGENT = "agent"  # the agent's own telephone
    CITIZEN = "citizen"


@dataclass(frozen=True, kw_only=True)
class Heard:
    """`packets` of sound have come from a telephone, the last of them at `at` or a little before."""

    packets: int
    at: datetime


def heard(before: Heard | None, packets: int, now: datetime) -> Heard:
    return Heard(packets=packets, at=now) if before is None or packets != before.packets else replace(before)


def is_silent(one: Heard, now: datetime) -> bool:
    return one.packets > 0 and now - one.at >= SILENT_AFTER


def is_gone(one: Heard, now: datetime, *, reachable: bool) -> bool:
    return one.packets > 0 and not reachable and now - one.at >= GONE_AFTER


def silent_side(silent: Iterable[Side]) -> Side | None:
    """The side to warn of. When both are silent, the agent's: that is the one they can do something about."""
    return min(silent, key=list(Side).index, default=None)
