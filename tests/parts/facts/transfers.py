"""Facts of transfers."""

from hotline.domain.facts.facts import Fact, FactKind
from tests.parts.facts.stories import CITIZEN, arrived, at, joins, queued, rings

TALKING = [arrived(), queued(3), rings(4, "1001", "a"), joins(9, "a"), joins(9, CITIZEN)]


def step(second: float, name: str, value: str = "", transfer: str = "x") -> Fact:
    peer = f"t.{transfer}.{name}"
    return Fact(kind=FactKind.MARK, channel="a", peer=peer, at=at(second), call=CITIZEN, data={"value": value})


def aside(mode: str) -> Fact:
    return step(20, "aside", mode)
