"""Where a citizen stands in line: in which queue, or let go by it, and whether for good.

A queue lets them go when nobody is there, when it is full, or when they have waited too long; they hear so, and when
somebody can take them meanwhile they go back. The dialplan counts: `empty`, `again.1`, `empty.1`, `again.2` … so that
neither the times of the marks nor their order matter.
"""

from collections.abc import Iterator

from hotline.domain.facts.facts import Fact, FactKind
from hotline.domain.facts.stays import Channel
from hotline.names.marks import Mark

LET_GO = (Mark.FULL, Mark.EMPTY, Mark.TIMEOUT)
_FOR_GOOD = (Mark.DOWN, Mark.ASKED, Mark.TURNED_AWAY)


def let_go(citizen: Channel) -> Mark | None:
    """Why the queue has let them go; None for who was in none, or is in one again."""
    last = max(_turns(citizen), default=None)
    return Mark(last[2]) if last and last[1] else None


def waits(citizen: Channel) -> bool:
    """Whether they may still come to a person: in a queue, or told why they are not, while they are not rung off."""
    queued = citizen.mark(Mark.QUEUE) or citizen.mark(Mark.WAITS)
    return queued is not None and not any(citizen.mark(mark) for mark in _FOR_GOOD)


def overflowed_to(citizen: Channel) -> str | None:
    """The queue in which they are, or were last, when it is not the first."""
    last = max(_turns(citizen, (Mark.AGAIN,)), default=None)
    if last is not None:
        first = citizen.mark(Mark.QUEUE)
        return last[3] if first is None or last[3] != first.data.get("value") else None
    overflow = citizen.mark(Mark.OVERFLOW)
    return overflow.data.get("value") if overflow and not citizen.mark(Mark.BACK) else None


def marks_that_stand(citizen: Channel) -> set[Mark]:
    """The marks of their way; of those that say why a queue has let them go, the last one if it is still so."""
    last = let_go(citizen)
    return {mark for mark in Mark if mark not in LET_GO and citizen.mark(mark)} | ({last} if last else set())


def _turns(citizen: Channel, marks: tuple[Mark, ...] = (*LET_GO, Mark.AGAIN)) -> Iterator[tuple[int, bool, str, str]]:
    """(the number, whether the queue let them go, the mark, its value), to be compared."""
    names = {mark.value for mark in marks}
    for peer, fact in citizen.by_kind.get(FactKind.MARK, {}).items():
        name, _, number = peer.partition(".")
        if name in names:
            yield (_number(number), name != Mark.AGAIN.value, name, _value(fact))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0


def _value(fact: Fact) -> str:
    return fact.data.get("value", "")
