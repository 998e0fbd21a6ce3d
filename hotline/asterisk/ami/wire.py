"""The bytes of AMI, in both directions, without a socket and without a clock of its own.

Asterisk sends a banner line, then frames: lines "Header: value" ended by an empty line. Frames are decoded as a whole,
so that no character is lost between two reads. Whatever bytes come after the banner, reading raises nothing but
WireError, and a bad frame affects no other one.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from hotline.asterisk.ami.messages import ActionFields, AmiEvent

_BANNER = b"Asterisk Call Manager/"
_MAX_BANNER_BYTES = 100
_FRAME_END = b"\r\n\r\n"
_MAX_FRAME_BYTES = 1 << 20
_MAX_LINE_BYTES = 1000  # Asterisk refuses a message with a line of 1025
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


class WireError(Exception):
    """The other side does not speak AMI: nothing that follows can be read."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The frame of a response to an action, as text."""

    text: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A frame that could not be parsed."""

    error: Exception


class Wire:
    """The input of one connection. `clock` gives the time of events without one."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._unread = bytearray()
        self.version: str | None = None  # of AMI, once the banner has come

    @property
    def unread_bytes(self) -> int:
        """The size of an incomplete frame received so far."""
        return len(self._unread)

    def receive(self, data: bytes) -> Iterator[AmiEvent | Answer | Unreadable]:
        """The items that these bytes complete, in order; raises WireError."""
        unread = self._unread
        unread += data
        if self.version is None and not self._read_banner():
            return
        end = unread.rfind(_FRAME_END, max(0, len(unread) - len(data) - len(_FRAME_END)))
        if end < 0:
            if len(unread) > _MAX_FRAME_BYTES:
                raise WireError("a message without an end")
            return
        text = unread[:end].decode(errors="replace")
        del unread[: end + len(_FRAME_END)]
        for frame in text.split("\r\n\r\n"):
            item = self._item(frame.lstrip("\r\n"))
            if item is not None:
                yield item

    def _read_banner(self) -> bool:
        """Returns whether the banner has come."""
        line_end = self._unread.find(b"\r\n")
        head = bytes(self._unread[: len(_BANNER)])
        if not _BANNER.startswith(head) or (line_end < 0 and len(self._unread) > _MAX_BANNER_BYTES):
            raise WireError("the other side is no Asterisk Manager Interface")
        if line_end < 0:
            return False
        self.version = self._unread[len(_BANNER) : line_end].decode(errors="replace")
        del self._unread[: line_end + 2]
        return True

    def _item(self, frame: str) -> AmiEvent | Answer | Unreadable | None:
        if not frame.startswith("Event: "):
            return Answer(frame.strip()) if frame else None
        try:
            return parse_event(frame, self._clock)
        except Exception as error:  # raised here, it would cost the rest of the same read
            return Unreadable(error)


def parse_event(frame: str, clock: Callable[[], datetime]) -> AmiEvent:
    """An event from its lines. If a header occurs twice the first counts, because it is Asterisk's own."""
    headers: dict[str, str] = {}
    for line in frame.split("\r\n"):
        key, separator, value = line.partition(": ")
        if separator and key not in headers:
            headers[key] = value
    stamp = headers.get("Timestamp")
    return AmiEvent(headers["Event"], headers, (_time_of(stamp) if stamp else None) or clock())


def _time_of(stamp: str) -> datetime | None:
    try:
        return datetime.fromtimestamp(float(stamp), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def checked(fields: ActionFields) -> dict[str, str | list[str]]:
    """The fields of an action; ValueError for what Asterisk would take for a separate line, or not accept at all."""
    good: dict[str, str | list[str]] = {}
    for key, value in fields.items():
        values = [value] if isinstance(value, str) else list(value)
        for text in (key, *values):
            if _CONTROL.search(text):
                raise ValueError(f"AMI {key!r}: control characters are refused in {text!r}")
            if len(f"{key}: {text}".encode()) > _MAX_LINE_BYTES:
                raise ValueError(f"AMI {key!r}: longer than {_MAX_LINE_BYTES} bytes")
        good[key] = value if isinstance(value, str) else values
    return good
