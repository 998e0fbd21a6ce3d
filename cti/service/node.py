"""One Asterisk node as the wall shows it: whether we hear it, since when, and how often our picture was mended."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(kw_only=True)
class Node:
    """`corrections` counts the facts that a resync had to add: each is a change that was not seen when it happened."""

    name: str
    since: datetime
    up: bool = False
    last_event_at: datetime | None = None
    corrections: int = 0
    started: str = field(default="", repr=False)

    def heard(self, at: datetime) -> None:
        self.last_event_at = at

    def turn(self, *, up: bool, at: datetime) -> None:
        self.up, self.since = up, at

    def as_json(self) -> dict[str, object]:
        return {
            "name": self.name,
            "up": self.up,
            "since": self.since.isoformat(),
            "last_event_at": self.last_event_at.isoformat() if self.last_event_at else None,
            "corrections": self.corrections,
        }
