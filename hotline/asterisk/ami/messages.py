"""What goes into the AMI connection and comes out of it. Nothing of panoramisk leaves this package."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

ActionFields = Mapping[str, str | Sequence[str]]
"""An action: a header that occurs several times has a list of values."""


class AmiError(Exception):
    """An action did not do what was asked."""


class AmiLost(AmiError):  # noqa: N818  # what became of the action
    """There is no connection, or it went before the answer came: whether the action was done is not known."""


class AmiTimeout(AmiError):  # noqa: N818  # what became of the action
    """Asterisk did not answer in time: whether the action was done is not known."""


class AmiRefused(AmiError):  # noqa: N818  # what became of the action
    """Asterisk said no; the text is Asterisk's own."""


@dataclass(frozen=True, slots=True)
class AmiEvent:
    """One event. `at` is Asterisk's time where it gave one (timestampevents=yes), else ours; header names as sent."""

    name: str
    headers: Mapping[str, str]
    at: datetime


@dataclass(frozen=True, slots=True)
class AmiResponse:
    """A yes. A no is raised as AmiRefused."""

    message: str
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Connected:
    """Logged in, and Asterisk has finished starting. What was known before may be stale: take a snapshot."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Lost:
    """The connection that the last Connected announced is gone; events are missed from here on."""

    at: datetime
    reason: str


InboxItem = AmiEvent | Connected | Lost
