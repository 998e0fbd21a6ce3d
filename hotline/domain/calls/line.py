"""A citizen's place in the queues: in which queue they are, or why they had to leave it, and whether for good.

A citizen has to leave a queue that is empty or full, or after waiting too long. They hear an announcement and go back
to a queue if an agent becomes available meanwhile. The dialplan numbers these marks (`empty`, `again.1`, `empty.1`,
`again.2` …), so that neither their times nor their order matter.
"""

from collections.abc import Iterator

from hotline.domain.facts.facts import Fact, FactKind
from hotline.domain.facts.stays import Channel
from hotline.names.marks import Mark

LET_GO = (Mark.FULL, Mark.EMPTY, Mark.TIMEOUT)
_FOR_GOOD = (Mark.DOWN, Mark.ASKED, Mark.TURNED_AWAY)


def let_go(citizen: Channel) -> Mark | None:
    """Why the citizen had to leave the queue; None if they were in none, or are in one again."""
    last = max(_turns(citizen), default=None)
    return Mark(last[2]) if last and last[1] else None


def rung_off(citizen: Channel) -> bool:
    """Whether the citizen can reach no agent any more, neither in a queue nor during the announcement after it."""
    return any(citizen.mark(mark) for mark in _FOR_GOOD)


def overflowed_to(citizen: Channel) -> str | None:
    """The queue in which the citizen is, or was last, if it is not the first one."""
    last = max(_turns(citizen, (Mark.AGAIN,)), default=None)
    if last is not None:
        first = citizen.mark(Mark.QUEUE)
        return last[3] if first is None or last[3] != first.data.get("value") else None
    overflow = citizen.mark(Mark.OVERFLOW)
    return overflow.data.get("value") if overflow and not citizen.mark(Mark.BACK) else None


def marks_that_stand(citizen: Channel) -> set[Mark]:
    """The marks of the citizen's way; of those that say why they had to leave a queue, only one that still applies."""
    last = let_go(citizen)
    return {mark for mark in Mark if mark not in LET_GO and citizen.mark(mark)} | ({last} if last else set())


def _turns(citizen: Channel, marks: tuple[Mark, ...] = (*LET_GO, Mark.AGAIN)) -> Iterator[tuple[int, bool, str, str]]:
    """(number, whether the citizen had to leave the queue, mark, value), comparable."""
    names = {mark.value for mark in marks}
    for peer, fact in citizen.by_kind.get(FactKind.MARK, {}).items():
        name, _, number = peer.partition(".")
        if name in names:
            yield (_number(number), name != Mark.AGAIN.value, name, _value(fact))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0


def _value(fact: Fact) -> str:
    return fact.data.get("value", "")
