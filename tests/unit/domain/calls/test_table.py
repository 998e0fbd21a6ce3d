"""The law: facts in any order, twice, or with gaps filled later give the same calls."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from hotline.domain.calls.call import Call, CallState
from hotline.domain.calls.table import KEEP_ENDED, KEEP_LOOSE, CallTable
from hotline.domain.facts.facts import Fact
from hotline.names.marks import Mark
from tests.parts.facts.stories import CITIZEN, answered_by, arrived, at, ends, joins, mark, queued, rings

STORIES = {
    "answered": [arrived(), queued(), *answered_by("1001", "a", rung=4, spoken=9, over=60)],
    "second agent": [
        arrived(),
        queued(),
        rings(4, "1001", "a"),
        ends(24, "a"),
        *answered_by("1002", "b", rung=25, spoken=27, over=40),
    ],
    "abandoned": [arrived(), queued(), rings(4, "1001", "a"), ends(9.9, "a"), ends(10)],
    "timeout": [arrived(), queued(), mark(300, Mark.TIMEOUT), ends(305)],
}


def told(facts: list[Fact]) -> Call | None:
    table = CallTable()
    for fact in facts:
        table.apply([fact])
    return table.get(CITIZEN)


@given(st.data())
def test_any_order_and_any_number_of_reports_give_the_same_call(data: st.DataObject) -> None:
    facts = STORIES[data.draw(st.sampled_from(sorted(STORIES)))]
    again = data.draw(st.lists(st.sampled_from(facts)))
    shuffled = data.draw(st.permutations(facts + again))
    assert told(shuffled) == told(facts)


@given(st.data())
def test_a_second_witness_with_a_slightly_different_clock_changes_nothing_by_its_place(data: st.DataObject) -> None:
    facts = STORIES["answered"]
    other = [
        Fact(kind=f.kind, channel=f.channel, peer=f.peer, at=f.at + timedelta(milliseconds=3), call=f.call, data=f.data)
        for f in facts
    ]
    assert told(data.draw(st.permutations(facts + other))) == told(facts + other)


@given(st.data())
def test_every_suffix_of_a_story_is_survived_and_the_rest_repairs_it(data: st.DataObject) -> None:
    facts = STORIES[data.draw(st.sampled_from(sorted(STORIES)))]
    missed = data.draw(st.integers(0, len(facts)))
    assert told(facts[missed:] + facts[:missed]) == told(facts)


def test_a_change_is_reported_once_with_what_was_before() -> None:
    table = CallTable()
    ((before, after),) = table.apply([arrived()]).values()
    assert before is None
    assert after.state is CallState.RINGING
    ((before, after),) = table.apply([queued()]).values()
    assert before is not None
    assert (before.state, after.state) == (CallState.RINGING, CallState.QUEUED)
    assert table.apply([queued()]) == {}


def test_facts_of_a_phone_wait_until_the_phone_is_explained() -> None:
    table = CallTable()
    table.apply([arrived(), queued(), joins(9, "a"), joins(9, CITIZEN)])
    call = table.get(CITIZEN)
    assert call is not None
    assert call.state is CallState.QUEUED
    table.apply([rings(4, "1001", "a")])
    call = table.get(CITIZEN)
    assert call is not None
    assert call.state is CallState.TALKING


def test_an_ended_call_is_kept_for_late_reports_and_then_forgotten() -> None:
    table = CallTable()
    table.apply(STORIES["abandoned"])
    table.prune(at(10) + KEEP_ENDED)
    assert CITIZEN in table
    table.prune(at(11) + KEEP_ENDED)
    assert CITIZEN not in table
    assert table.facts(CITIZEN) == []


def test_what_no_call_claims_does_not_pile_up() -> None:
    table = CallTable()
    table.apply([joins(1, "stray"), rings(1, "1001", "a"), ends(2, "a")])
    table.prune(at(3) + KEEP_LOOSE)
    table.apply([arrived(), rings(4, "1001", "stray")])
    call = table.get(CITIZEN)
    assert call is not None
    assert [leg.channel for leg in call.legs] == ["stray"]
