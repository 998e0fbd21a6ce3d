"""UserEvents of the dialplan about calls that it refuses. Pure."""

from dataclasses import dataclass

from hotline.asterisk.ami.messages import AmiEvent
from hotline.domain.numbers.text import clean
from hotline.names.dialplan import UserEvent, UserEventHeader


@dataclass(frozen=True, kw_only=True, slots=True)
class LimitReached:
    """A telephone tried to place more calls than allowed."""

    extension: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Unheard:
    """A citizen's call through `trunk` offered no codec that Asterisk can translate, only `codec`."""

    trunk: str
    codec: str


DialplanWarning = LimitReached | Unheard


def warning_of(event: AmiEvent) -> DialplanWarning | None:
    """The warning in an event; None for other events."""
    headers = event.headers
    match headers.get("UserEvent"):
        case UserEvent.LIMIT:
            return LimitReached(extension=clean(headers.get(UserEventHeader.EXTENSION, ""), 16))
        case UserEvent.UNHEARD:
            return Unheard(
                trunk=clean(headers.get(UserEventHeader.TRUNK, ""), 32),
                codec=clean(headers.get(UserEventHeader.CODEC, ""), 16),
            )
    return None
