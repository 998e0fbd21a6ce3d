"""Which queue a dialled number leads to: one table, which the dialplan and ivr share.

A number may reach us in every spelling that carriers have; what belongs to no queue lands in the first one, because a
citizen who got through to us is never turned away for a number that we did not write down.
"""

from functools import lru_cache

from cti.domain.number import normalise, spellings
from cti.settings import Hotline


def routes(hotline: Hotline) -> dict[str, str]:
    """Spelling of a dialled number → name of its queue, numbers as they are written in hotline.toml first."""
    area_code = hotline.centre.area_code
    table = {number: queue.name for queue in hotline.queues for number in queue.numbers}
    for queue in hotline.queues:
        for number in queue.numbers:
            for spelling in spellings(number, area_code):
                table.setdefault(spelling, queue.name)
    return table


def queue_for(hotline: Hotline, called: str) -> str:
    """The queue's name for a number as the carrier sent it; the first queue's when it is none of ours."""
    return known_queue_for(hotline, called) or hotline.queues[0].name


def known_queue_for(hotline: Hotline, called: str) -> str | None:
    """The queue's name, or None for a number that is none of ours."""
    by_spelling, by_number = _tables(_Key(hotline))
    number = normalise(called, hotline.centre.area_code)
    return by_spelling.get(called) or (by_number.get(number.text) if number.diallable else None)


class _Key:
    """The settings by identity: they are frozen, and comparing them whole would cost more than the table."""

    def __init__(self, hotline: Hotline) -> None:
        self.hotline = hotline

    def __hash__(self) -> int:
        return id(self.hotline)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self.hotline is other.hotline


@lru_cache(maxsize=4)
def _tables(key: _Key) -> tuple[dict[str, str], dict[str, str]]:
    hotline = key.hotline
    area_code = hotline.centre.area_code
    by_number = {normalise(number, area_code).text: queue.name for queue in hotline.queues for number in queue.numbers}
    return routes(hotline), by_number
