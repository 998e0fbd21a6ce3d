"""Who had an extension when: what happened on a telephone belongs to the person who had it then.

An extension goes from one person to another, also while the first one talks. So a leg of a call is that of whoever had
its extension when the phone began to ring, however late the call is projected, and whoever has the extension by then.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from hotline.domain.calls.call import Call, Leg


@dataclass(frozen=True, kw_only=True)
class Ownership:
    """From `since` on an extension was this person's."""

    extension: str
    username: str
    since: datetime


class Owners:
    """Everybody who has had any of some extensions."""

    def __init__(self, rows: Iterable[Ownership] = ()) -> None:
        self._by_extension: dict[str, list[Ownership]] = {}
        for row in sorted(rows, key=lambda row: row.since):
            self._by_extension.setdefault(row.extension, []).append(row)

    def at(self, extension: str, moment: datetime) -> str | None:
        """The last who got the extension by then, None when nobody ever had it. Who has given it away is still the one
        until somebody else gets it: Asterisk hears of a change a moment later. A time before the first owner is that of
        a clock which differs from ours: a phone of nobody's cannot ring."""
        rows = self._by_extension.get(extension)
        if not rows:
            return None
        return next((row for row in reversed(rows) if row.since <= moment), rows[0]).username

    def of_leg(self, leg: Leg) -> str | None:
        return self.at(leg.extension, leg.started_at)

    def speaker(self, call: Call) -> str | None:
        """Who spoke last with the citizen; the bare extension when nobody ever had it."""
        spoke = [(leg.answered_at, leg.channel, leg) for leg in call.legs if leg.answered_at]
        if not spoke:
            return None
        last = max(spoke, key=lambda one: one[:2])[2]
        return self.of_leg(last) or last.extension

    def in_call(self, call: Call, extension: str, moment: datetime) -> str | None:
        """Who did something in a call on the telephone of this extension: the one of its last leg that had begun."""
        legs = [leg for leg in call.legs if leg.extension == extension]
        begun = [leg for leg in legs if leg.started_at <= moment] or legs
        return self.of_leg(begun[-1]) if begun else self.at(extension, moment)
