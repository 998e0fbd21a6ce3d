"""One Asterisk node as the wall shows it: whether we hear it, since when, and how often our picture was mended."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(kw_only=True)
class Node:
    """`since` is when it came up or went down."""

    name: str
    since: datetime
    up: bool = False
    last_event_at: datetime | None = None

    def heard(self, at: datetime) -> None:
        self.last_event_at = at

    def turn(self, *, up: bool, at: datetime) -> None:
        self.up, self.since = up, at

    def as_json(self, corrections: int, *, heard: bool) -> dict[str, object]:
        """`corrections` counts the calls that a second look had to put right; `heard` is false while a connection that
        still stands says nothing."""
        return {
            "name": self.name,
            "up": self.up and heard,
            "since": self.since.isoformat(),
            "last_event_at": self.last_event_at.isoformat() if self.last_event_at else None,
            "corrections": corrections,
        }
