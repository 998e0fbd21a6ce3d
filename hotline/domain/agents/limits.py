"""Limits on the calls that an agent may place: at once, and per day in the centre's time zone.

The dialplan has the same rule for calls dialled on the telephone (extensions_limits.conf); this one is for calls placed
on the screen.
"""

from enum import Enum

from hotline.settings.directory import is_emergency
from hotline.settings.policies import Phones


class Limit(Enum):
    """Which limit a call is over."""

    ONCE = "once"
    DAY = "day"


def over_limit(phones: Phones, number: str, *, live: int, today: int) -> Limit | None:
    """The limit that one more call would exceed with `live` calls now and `today` calls so far; None if it is allowed.

    Emergency numbers are always allowed.
    """
    if is_emergency(number):
        return None
    if live >= phones.calls_at_once:
        return Limit.ONCE
    return Limit.DAY if today >= phones.calls_a_day else None
