"""The queue of a dialled number: one table, shared by the dialplan and ivr.

Carriers may present a number in various spellings. A number that belongs to no queue leads to the first one, because no
citizen is turned away for a number that is missing from the settings.
"""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from hotline.domain.numbers.number import normalise, spellings
from hotline.settings.hotline import Hotline
from hotline.settings.queues import MergedHotline
from hotline.settings.trunks import Trunk


def routes(hotline: Hotline) -> Mapping[str, str]:
    """Spelling of a dialled number → name of its queue. Numbers as spelt in hotline.toml take precedence."""
    return _spelt(tuple(_landings(hotline).items()), hotline.centre.area_code)


@lru_cache(maxsize=8)
def _spelt(landings: tuple[tuple[str, str], ...], area_code: str) -> Mapping[str, str]:
    """Cached, because it is needed for each call, and a city has three hundred spellings."""
    table = dict(landings)
    for number, queue in landings:
        for spelling in spellings(number, area_code):
            table.setdefault(spelling, queue)
    return MappingProxyType(table)


def agent_routes(hotline: Hotline) -> Mapping[str, str]:
    """The same for agents' telephones, from which a sub-centre's number is dialled as an outside number."""
    return _spelt(tuple(_answered_here(hotline).items()), hotline.centre.area_code)


def _landings(hotline: Hotline) -> dict[str, str]:
    """Number → name of its queue, spelt as in hotline.toml."""
    named = {number: queue.name for queue in hotline.queues for number in queue.numbers}
    merged = {
        entry.number: entry.queue or named.get(entry.number, hotline.queues[0].name) for entry in hotline.hotlines
    }
    return named | merged


def _answered_here(hotline: Hotline) -> dict[str, str]:
    elsewhere = {entry.number for entry in hotline.hotlines if entry.mode == "subcentre"}
    return {number: queue for number, queue in _landings(hotline).items() if number not in elsewhere}


def own_numbers(hotline: Hotline) -> set[str]:
    """The numbers answered here, in canonical form, without those of sub-centres."""
    return {normalise(number, hotline.centre.area_code).text for number in _answered_here(hotline)}


def origins(trunk: Trunk, area_code: str) -> dict[str, str]:
    """Desks that call through an ordinary trunk: spelling of the caller's number → origin, e.g. 110."""
    return {
        spelling: origin
        for origin, numbers in trunk.origin_numbers.items()
        for number in numbers
        for spelling in spellings(number, area_code)
    }


def switchboards(hotline: Hotline) -> set[str]:
    """Numbers shared by many people, in canonical form."""
    return {normalise(number, hotline.centre.area_code).text for number in hotline.floods.switchboards}


def hotline_of(hotline: Hotline, called: str) -> MergedHotline | None:
    """The merged hotline whose number was dialled, in any spelling."""
    area_code = hotline.centre.area_code
    number = normalise(called, area_code)
    return next((entry for entry in hotline.hotlines if normalise(entry.number, area_code) == number), None)


def queue_titles(hotline: Hotline) -> dict[str, str]:
    """Titles of the queues for the screens, by name: number and name of a parallel hotline, else the queue's name."""
    landings = _landings(hotline)
    parallel = {
        landings[entry.number]: f"{entry.number} {entry.name}"
        for entry in reversed(hotline.hotlines)
        if entry.mode == "parallel"
    }
    return {queue.name: parallel.get(queue.name, queue.name) for queue in hotline.queues}


def known_queue_for(hotline: Hotline, called: str) -> str | None:
    """The queue's name for a number as the carrier sent it; None if the number is unknown."""
    table = routes(hotline)
    return table.get(called) or table.get(normalise(called, hotline.centre.area_code).text)


def queue_for(hotline: Hotline, called: str) -> str:
    """The queue's name for a number as the carrier sent it; the first queue's if the number is unknown."""
    return known_queue_for(hotline, called) or hotline.queues[0].name
