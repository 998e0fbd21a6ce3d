"""Which queue a dialled number leads to: one table, which the dialplan and ivr share.

A number may reach us in every spelling that carriers have; what belongs to no queue lands in the first one, because a
citizen who got through to us is never turned away for a number that we did not write down.
"""

from cti.domain.number import normalise, spellings
from cti.settings import Hotline


def routes(hotline: Hotline) -> dict[str, str]:
    """Spelling of a dialled number → name of its queue; numbers as hotline.toml has them win over other spellings."""
    table = {number: queue.name for queue in hotline.queues for number in queue.numbers}
    for queue in hotline.queues:
        for number in queue.numbers:
            for spelling in spellings(number, hotline.centre.area_code):
                table.setdefault(spelling, queue.name)
    return table


def known_queue_for(hotline: Hotline, called: str) -> str | None:
    """The queue's name for a number as the carrier sent it; None for a number that is none of ours."""
    table = routes(hotline)
    return table.get(called) or table.get(normalise(called, hotline.centre.area_code).text)


def queue_for(hotline: Hotline, called: str) -> str:
    """The queue's name for a number as the carrier sent it; the first queue's when it is none of ours."""
    return known_queue_for(hotline, called) or hotline.queues[0].name
