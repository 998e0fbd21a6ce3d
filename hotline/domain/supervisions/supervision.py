"""Supervision (监听/耳语/强插): a supervisor hears a call, and may speak to its agent, or to both.

It goes on in Asterisk by itself. So its history is in the facts of its call, like that of a transfer: the supervisor's
channel was created, is in the call from its first mark on, in the mode of its latest mark, and has ended.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from hotline.domain.facts.channel import is_supervision
from hotline.domain.facts.facts import Fact, FactKind
from hotline.domain.facts.stays import Channel
from hotline.names.marks import Mark


class SupervisionMode(Enum):
    LISTEN = "listen"  # hears both, is heard by nobody
    WHISPER = "whisper"  # hears both, is heard by the agent alone
    BARGE = "barge"  # hears both, is heard by both


class SupervisionState(Enum):
    RINGING = "ringing"  # the supervisor's telephone rings, or will in a moment
    JOINED = "joined"
    ENDED = "ended"


class NotJoined(Enum):
    """Why a supervision ended before the supervisor was in the call."""

    NO_ANSWER = "no_answer"
    DECLINED = "declined"
    CALL_OVER = "call_over"  # the call, or the agent's part in it
    NOT_PLACED = "not_placed"  # the telephone did not ring: it could not be reached, or nobody asked it


_DECLINED = frozenset({"17", "21"})  # Q.850


@dataclass(frozen=True, kw_only=True)
class Supervision:
    """`id` is that of the supervisor's channel. `modes` are those it has been in, each since when; none before
    `joined_at`. `cause` is Q.850's, of its end."""

    id: str
    joined_at: datetime | None
    ended_at: datetime | None
    modes: tuple[tuple[SupervisionMode, datetime], ...]
    cause: str = ""

    def not_joined(self, call_ended_at: datetime | None) -> NotJoined:
        """Why, for one that has ended without being joined."""
        if self.ended_at is None or (call_ended_at is not None and call_ended_at <= self.ended_at):
            return NotJoined.CALL_OVER
        return NotJoined.DECLINED if self.cause in _DECLINED else NotJoined.NO_ANSWER


def project_supervisions(channels: Mapping[str, Channel]) -> tuple[Supervision, ...]:
    """The supervisions among a call's channels, in the order of their ids."""
    return tuple(_supervision(name, channels[name]) for name in sorted(channels) if is_supervision(name))


def _supervision(name: str, channel: Channel) -> Supervision:
    marks = channel.by_kind.get(FactKind.MARK, {}).values()
    modes = sorted(((_turn(mark), mark) for mark in marks if _mode(mark) is not None), key=lambda one: one[0])
    ended = channel.one(FactKind.ENDED)
    return Supervision(
        id=name,
        joined_at=min((mark.at for _, mark in modes), default=None),
        ended_at=channel.ended_at,
        modes=tuple((mode, mark.at) for _, mark in modes if (mode := _mode(mark)) is not None),
        cause=ended.data.get("cause", "") if ended else "",
    )


def _mode(mark: Fact) -> SupervisionMode | None:
    value = mark.data.get("value", "")
    known = value in {one.value for one in SupervisionMode}
    return SupervisionMode(value) if known and mark.peer.partition(".")[0] == Mark.SUPERVISES.value else None


def _turn(mark: Fact) -> int:
    """The number in the mark's name: neither times nor order of reports matter."""
    number = mark.peer.partition(".")[2]
    return int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 0
