"""The bytes of AMI, in both directions, without a socket and without a clock of its own.

Asterisk sends a banner line, then frames: lines "Header: value" that end with an empty line. Frames are decoded whole,
so that no character is lost between two reads. Whatever bytes come after the banner, reading them raises nothing but
WireError: a bad frame costs no other one.
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
    """The frame of an answer to an action, as text."""

    text: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A frame that could not be understood."""

    error: Exception


class Wire:
    """What comes from one connection. `clock` gives the time of events that carry none."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._unread = bytearray()
        self.version: str | None = None  # of AMI, once the banner has come

    @property
    def unread_bytes(self) -> int:
        """How much has come of a frame that is not complete."""
        return len(self._unread)

    def receive(self, data: bytes) -> Iterator[AmiEvent | Answer | Unreadable]:
        """What these bytes complete, in their order; raises WireError."""
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
        """Whether the banner has come."""
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
        except Exception as error:  # raised here it would cost the rest of what came with it
            return Unreadable(error)


def parse_event(frame: str, clock: Callable[[], datetime]) -> AmiEvent:
    """An event from its lines. Of a header that stands twice the first counts: it is Asterisk's own."""
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
    """The fields of an action; ValueError for what Asterisk would take for a line of its own, or not take at all."""
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
