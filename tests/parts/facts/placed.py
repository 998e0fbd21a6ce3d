"""Facts of calls that we place."""

from hotline.domain.calls.call import Call
from hotline.domain.calls.projection import project
from hotline.domain.facts.facts import Fact, FactKind
from hotline.names.marks import Mark
from tests.parts.facts.stories import at, ends, joins, leaves, mark

CALL = "node1-1763686800.c17"
OUTBOUND = "node1-1763686800.o17"


def placed(second: float = 0, channel: str = CALL) -> Fact:
    return Fact(kind=FactKind.PLACED, channel=channel, at=at(second), data={"extension": "1001", "name": "PJSIP/1001"})


def party(second: float, channel: str = "p") -> Fact:
    return Fact(kind=FactKind.PARTY, channel=channel, at=at(second), data={"trunk": "carrier", "linkedid": CALL})


def dialling(second: float = 3) -> Fact:
    return mark(second, Mark.DIALLING, channel=CALL)


TALK = [
    *(placed(), dialling(3), party(3), joins(8, "p"), joins(8, CALL)),
    *(leaves(60, "p"), leaves(60, CALL), ends(60, "p"), ends(60, CALL)),
]


def call(*facts: Fact, of: str = CALL) -> Call:
    projected = project(of, facts)
    assert projected is not None
    return projected
