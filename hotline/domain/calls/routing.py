"""Which queue a dialled number leads to: one table, which the dialplan and ivr share.

A number may reach us in every spelling that carriers have; what belongs to no queue lands in the first one, because a
citizen who got through to us is never turned away for a number that we did not write down.
"""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from hotline.domain.numbers.number import normalise, spellings
from hotline.settings.hotline import Hotline
from hotline.settings.queues import MergedHotline
from hotline.settings.trunks import Trunk


def routes(hotline: Hotline) -> Mapping[str, str]:
    """Spelling of a dialled number → name of its queue; numbers as hotline.toml has them win over other spellings."""
    return _spelt(tuple(_landings(hotline).items()), hotline.centre.area_code)


@lru_cache(maxsize=8)
def _spelt(landings: tuple[tuple[str, str], ...], area_code: str) -> Mapping[str, str]:
    """Made once: it is asked for each call, and a city has three hundred spellings."""
    table = dict(landings)
    for number, queue in landings:
        for spelling in spellings(number, area_code):
            table.setdefault(spelling, queue)
    return MappingProxyType(table)


def agent_routes(hotline: Hotline) -> Mapping[str, str]:
    """The same for an agent's telephone: a sub-centre's number is dialled like any other there."""
    return _spelt(tuple(_answered_here(hotline).items()), hotline.centre.area_code)


def _landings(hotline: Hotline) -> dict[str, str]:
    """Number → name of its queue, as hotline.toml has them."""
    named = {number: queue.name for queue in hotline.queues for number in queue.numbers}
    merged = {
        entry.number: entry.queue or named.get(entry.number, hotline.queues[0].name) for entry in hotline.hotlines
    }
    return named | merged


def _answered_here(hotline: Hotline) -> dict[str, str]:
    elsewhere = {entry.number for entry in hotline.hotlines if entry.mode == "subcentre"}
    return {number: queue for number, queue in _landings(hotline).items() if number not in elsewhere}


def own_numbers(hotline: Hotline) -> set[str]:
    """The numbers that are answered here, in their one spelling; a sub-centre's is dialled like any other."""
    return {normalise(number, hotline.centre.area_code).text for number in _answered_here(hotline)}


def origins(trunk: Trunk, area_code: str) -> dict[str, str]:
    """Desks that ring through an ordinary trunk: spelling of the caller's number → origin, e.g. 110."""
    return {
        spelling: origin
        for origin, numbers in trunk.origin_numbers.items()
        for number in numbers
        for spelling in spellings(number, area_code)
    }


def switchboards(hotline: Hotline) -> set[str]:
    """Numbers that many people share, in their one spelling."""
    return {normalise(number, hotline.centre.area_code).text for number in hotline.floods.switchboards}


def hotline_of(hotline: Hotline, called: str) -> MergedHotline | None:
    """The hotline of the city whose number was dialled, in any spelling."""
    area_code = hotline.centre.area_code
    number = normalise(called, area_code)
    return next((entry for entry in hotline.hotlines if normalise(entry.number, area_code) == number), None)


def queue_titles(hotline: Hotline) -> dict[str, str]:
    """What a queue is called on the screens, by its name: a parallel hotline's number and name, else the queue's."""
    landings = _landings(hotline)
    parallel = {
        landings[entry.number]: f"{entry.number} {entry.name}"
        for entry in reversed(hotline.hotlines)
        if entry.mode == "parallel"
    }
    return {queue.name: parallel.get(queue.name, queue.name) for queue in hotline.queues}


def known_queue_for(hotline: Hotline, called: str) -> str | None:
    """The queue's name for a number as the carrier sent it; None for a number that is none of ours."""
    table = routes(hotline)
    return table.get(called) or table.get(normalise(called, hotline.centre.area_code).text)


def queue_for(hotline: Hotline, called: str) -> str:
    """The queue's name for a number as the carrier sent it; the first queue's when it is none of ours."""
    return known_queue_for(hotline, called) or hotline.queues[0].name
