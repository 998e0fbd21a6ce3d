"""What becomes of a supervision, told by the facts of the supervisor's channel; the call stays what it was."""

from dataclasses import replace

import pytest

from hotline.domain.calls.projection import project
from hotline.domain.facts.facts import Fact, FactKind
from hotline.domain.supervisions.supervision import NotJoined, Supervision
from tests.parts.facts.stories import CITIZEN, at, ends, joins
from tests.parts.facts.transfers import TALKING

BOSS = "node1-1763686820.s7"
BORN = Fact(kind=FactKind.SUPERVISES, channel=BOSS, at=at(20), call=CITIZEN, data={"extension": "1009"})


def mode(second: float, number: int, value: str) -> Fact:
    data = {"value": value}
    return Fact(kind=FactKind.MARK, channel=BOSS, peer=f"supervises.{number}", at=at(second), call=CITIZEN, data=data)


def supervision(*facts: Fact) -> Supervision:
    call = project(CITIZEN, [*TALKING, BORN, *facts])
    assert call is not None
    (one,) = call.supervisions
    return one


def test_it_is_joined_from_the_first_mark_on_and_in_the_mode_of_the_last() -> None:
    assert supervision().joined_at is None
    facts = [mode(22, 1, "listen"), mode(30, 2, "barge")]
    for told in (facts, facts[::-1]):
        one = supervision(*told)
        assert (one.joined_at, [now.value for now, _ in one.modes], one.ended_at) == (at(22), ["listen", "barge"], None)
    assert supervision(mode(22, 1, "shout")).modes == ()


@pytest.mark.parametrize(
    ("cause", "ended_at", "why"),
    [("21", None, NotJoined.DECLINED), ("19", None, NotJoined.NO_ANSWER), ("16", 29, NotJoined.CALL_OVER)],
)
def test_why_nobody_joined(cause: str, ended_at: float | None, why: NotJoined) -> None:
    one = supervision(ends(30, BOSS, cause=cause))
    assert one.not_joined(None if ended_at is None else at(ended_at)) is why


@pytest.mark.parametrize("over", [(), (ends(60), ends(60, "a"))], ids=["live", "over"])
def test_the_call_is_the_same_without_its_supervisor(over: tuple[Fact, ...]) -> None:
    """Even in a bridge (with the ends of Local channels) the supervisor is nobody's company."""
    facts = [*TALKING, *over]
    heard = [BORN, mode(22, 1, "listen"), joins(23, BOSS, "b1"), ends(90, BOSS)]
    call = project(CITIZEN, [*facts, *heard])
    assert call is not None
    assert replace(call, supervisions=()) == project(CITIZEN, facts)
