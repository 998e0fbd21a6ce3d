"""Telephones that stop sending RTP during a conversation: first a warning, then, if the telephone is gone, its hangup.

A muted microphone or silence suppression sends nothing either, so silence alone has no consequences. A telephone is
gone only if it does not answer Asterisk's OPTIONS either. The silence of a telephone that has never sent RTP means
nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

DEAD_CAUSE = 44
"""Q.850. The cause with which Asterisk hangs up a telephone that has sent no RTP for its rtp_timeout, and with which
cti hangs up one that is gone. In both cases the dialplan keeps the citizen (extensions_left.conf).
"""

SILENT_AFTER = timedelta(seconds=8)
GONE_AFTER = timedelta(seconds=10)
HELD_GONE_AFTER = timedelta(seconds=30)
"""For a telephone on hold: it sends no RTP, so only its answers to OPTIONS count, and some of them may get lost."""


class Side(Enum):
    """A side of a conversation."""

    AGENT = "agent"  # the agent's own telephone
    CITIZEN = "citizen"


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What came from a telephone: `packets` of RTP, the last at about `at`, and an answer to OPTIONS at `reached_at`.

    `holds`: the telephone is on hold and need not send any RTP.
    """

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
    """The side to warn about. If both are silent, the agent's, because the agent can do something about it."""
    return min(silent, key=list(Side).index, default=None)
