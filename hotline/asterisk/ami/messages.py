"""What goes into the AMI connection and comes out of it. panoramisk's types do not leave this package."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

ActionFields = Mapping[str, str | Sequence[str]]
"""An action; a header that occurs several times has a list of values."""


class AmiError(Exception):
    """An action was not done, or it is unknown whether it was."""


class AmiLost(AmiError):  # noqa: N818  # what became of the action
    """There is no connection, or it was lost before the response: it is unknown whether the action was done."""


class AmiTimeout(AmiError):  # noqa: N818  # what became of the action
    """Asterisk did not respond in time: it is unknown whether the action was done."""


class AmiRefused(AmiError):  # noqa: N818  # what became of the action
    """Asterisk refused the action; the text is Asterisk's."""


@dataclass(frozen=True, slots=True)
class AmiEvent:
    """One event. `at` is Asterisk's time if it sent one (timestampevents=yes), else ours; header names as sent."""

    name: str
    headers: Mapping[str, str]
    at: datetime


@dataclass(frozen=True, slots=True)
class AmiResponse:
    """A successful response. Errors are raised as AmiRefused."""

    message: str
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Connected:
    """Logged in, and Asterisk has finished starting. What was known before may be outdated: take a snapshot."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Lost:
    """The connection announced by the last Connected is lost; events are missed from here on."""

    at: datetime
    reason: str


InboxItem = AmiEvent | Connected | Lost
