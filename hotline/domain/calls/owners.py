"""Who had an extension at what time.

An extension can pass from one user to another, even during a call. A leg belongs to the user who had its extension when
the phone began to ring, however late the call is projected, and whoever has the extension by then.
"""

from collections.abc import Iterable, Set
from dataclasses import dataclass
from datetime import datetime

from hotline.domain.calls.call import Call, Leg, speaker_of


@dataclass(frozen=True, kw_only=True)
class Ownership:
    """From `since` on, the extension belonged to this user."""

    extension: str
    username: str
    since: datetime


class Owners:
    """All users who have had any of some extensions."""

    def __init__(self, rows: Iterable[Ownership] = ()) -> None:
        self._by_extension: dict[str, list[Ownership]] = {}
        for row in sorted(rows, key=lambda row: row.since):
            self._by_extension.setdefault(row.extension, []).append(row)

    @property
    def extensions(self) -> Set[str]:
        """Every extension that anybody has had."""
        return self._by_extension.keys()

    def at(self, extension: str, moment: datetime) -> str | None:
        """The owner of the extension at that time; None if it never had one.

        A former owner counts until the next one gets the extension, because Asterisk learns of a change a moment later.
        A time before the first owner can only come from a clock that differs from ours, so it counts as the first
        owner's.
        """
        rows = self._by_extension.get(extension)
        if not rows:
            return None
        return next((row for row in reversed(rows) if row.since <= moment), rows[0]).username

    def of_leg(self, leg: Leg) -> str | None:
        return self.at(leg.extension, leg.started_at)

    def speaker(self, call: Call) -> str | None:
        """The user whose call it is; the bare extension if it never had an owner."""
        leg = speaker_of(call.legs)
        return (self.of_leg(leg) or leg.extension) if leg else None

    def in_call(self, call: Call, extension: str, moment: datetime) -> str | None:
        """The user who did something in a call on this extension's telephone: the owner of its last
        leg begun by then.
        """
        legs = [leg for leg in call.legs if leg.extension == extension]
        begun = [leg for leg in legs if leg.started_at <= moment] or legs
        return self.of_leg(begun[-1]) if begun else self.at(extension, moment)
