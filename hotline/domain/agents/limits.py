"""How many calls an agent may place: at once, and in a day of the centre. The dialplan has the same rule for what is
keyed on the telephone (extensions_limits.conf); this is for what the screen asks for.
"""

from enum import Enum

from hotline.settings.directory import is_emergency
from hotline.settings.policies import Phones


class Limit(Enum):
    """Which limit a call is over."""

    ONCE = "once"
    DAY = "day"


def over_limit(phones: Phones, number: str, *, live: int, today: int) -> Limit | None:
    """The limit that one more call would be over, beside `live` ones and `today` so many; None: it may be placed.
    Emergency numbers always may."""
    if is_emergency(number):
        return None
    if live >= phones.calls_at_once:
        return Limit.ONCE
    return Limit.DAY if today >= phones.calls_a_day else None
