"""What the dialplan says by UserEvent of calls that it refuses, beside any call that could be told of. Pure."""

from dataclasses import dataclass

from cti.ami.messages import AmiEvent
from cti.domain.text import clean


@dataclass(frozen=True, kw_only=True, slots=True)
class LimitReached:
    """A telephone wanted to place more calls than it may."""

    extension: str


DialplanWarning = LimitReached


def warning_of(event: AmiEvent) -> DialplanWarning | None:
    """The warning that an event gives; None for other events."""
    if event.headers.get("UserEvent") == "HotlineLimit":
        return LimitReached(extension=clean(event.headers.get("Extension", ""), 16))
    return None
