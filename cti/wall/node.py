"""One Asterisk node on the wall: whether it is connected, since when, and how many calls had to be corrected."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

SILENT_S = 1.0  # Asterisk is pinged twice a second; without any message for so long, the wall may be outdated


@dataclass(kw_only=True)
class Node:
    """`since` is when it came up or went down; `silent_s` returns how long its connection has been silent."""

    name: str
    since: datetime
    silent_s: Callable[[], float]
    up: bool = False
    last_event_at: datetime | None = None

    @property
    def hears(self) -> bool:
        """Whether our state is fresh; an open connection may have become silent."""
        return self.up and self.silent_s() < SILENT_S

    def heard(self, at: datetime) -> None:
        self.last_event_at = at

    def turn(self, *, up: bool, at: datetime) -> None:
        self.up, self.since = up, at

    def as_json(self, corrections: int) -> dict[str, object]:
        """`corrections` counts the calls corrected by a comparison with Asterisk."""
        return {
            "name": self.name,
            "up": self.hears,
            "since": self.since.isoformat(),
            "last_event_at": self.last_event_at.isoformat() if self.last_event_at else None,
            "corrections": corrections,
        }
