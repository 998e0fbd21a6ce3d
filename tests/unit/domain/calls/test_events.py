"""What agents are told while a call goes its way."""

from hotline.domain.calls.events import EventType, call_events
from hotline.domain.calls.projection import project
from hotline.domain.facts.facts import Fact, FactKind
from tests.parts.facts.people import owners
from tests.parts.facts.stories import CITIZEN, arrived, at, ends, joins, queued, rings

OWNERS = owners(**{"1001": "wang", "1002": "li"})


def told(*steps: list[Fact]) -> list[tuple[str, str]]:
    """The events of a call that grows by these steps: (who, what)."""
    facts: list[Fact] = []
    before, heard = None, []
    for step in steps:
        facts += step
        after = project(CITIZEN, facts)
        assert after is not None
        heard += [(event.agent, event.type.value) for event in call_events(before, after, OWNERS, at(0))]
        before = after
    return heard


def test_the_agent_hears_of_a_call_from_the_ring_to_the_end() -> None:
    assert told(
        [arrived()],
        [queued()],
        [rings(4, "1001", "a")],
        [joins(9, "a"), joins(9, CITIZEN)],
        [Fact(kind=FactKind.HOLD, channel="a", peer="1", at=at(12))],
        [ends(60, "a"), ends(60)],
    ) == [
        ("wang", "call.ringing"),
        ("wang", "call.answered"),
        ("wang", "call.updated"),
        ("wang", "call.ended"),
    ]


def test_an_agent_who_did_not_pick_up_is_told_that_the_phone_stopped_and_the_next_one_that_theirs_rings() -> None:
    assert told([arrived(), queued()], [rings(4, "1001", "a")], [ends(24, "a")], [rings(25, "1002", "b")]) == [
        ("wang", "call.ringing"),
        ("wang", "call.updated"),
        ("li", "call.ringing"),
    ]


def test_an_agent_whom_a_transfer_gave_the_citizen_back_is_told_of_the_end_once() -> None:
    first = [arrived(), queued(), rings(4, "1001", "a"), joins(9, "a"), joins(9, CITIZEN), ends(20, "a")]
    again = [rings(25, "1001", "b"), joins(26, "b")]
    assert told(first + again, [ends(60, "b"), ends(60)]).count(("wang", "call.ended")) == 1


def test_a_call_that_was_over_before_we_heard_of_it_pops_nothing() -> None:
    assert told([arrived(), queued(), rings(4, "1001", "a"), ends(9, "a"), ends(9)]) == [("wang", "call.ended")]


def test_an_agent_who_answers_before_we_heard_of_the_ring_still_gets_the_pop() -> None:
    assert told([arrived(), queued()], [rings(4, "1001", "a"), joins(5, "a"), joins(5, CITIZEN)]) == [
        ("wang", "call.ringing"),
        ("wang", "call.answered"),
    ]


def test_a_phone_of_nobody_is_told_nothing() -> None:
    assert told([arrived(), queued(), rings(4, "1999", "a")]) == []


def test_the_same_facts_again_tell_nothing_new() -> None:
    step = [arrived(), queued(), rings(4, "1001", "a")]
    assert told(step, step) == [("wang", EventType.CALL_RINGING.value)]
