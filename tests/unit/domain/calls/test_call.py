"""What a call is, told from its facts: one test for every way in which a call can end."""

from dataclasses import replace

import pytest

from hotline.domain.calls.call import Call, CallState, Outcome
from hotline.domain.calls.projection import project
from hotline.domain.facts.facts import Fact, FactKind
from hotline.domain.facts.missed import MissedIn
from hotline.names.marks import Mark
from tests.parts.facts.stories import (
    CITIZEN,
    answered_by,
    arrived,
    at,
    ends,
    joins,
    leaves,
    lost,
    mark,
    queued,
    rings,
)


def call(*facts: Fact) -> Call:
    projected = project(CITIZEN, facts)
    assert projected is not None
    return projected


def test_who_calls_is_what_the_dialplan_read_where_asterisk_did_not_and_nobody_where_it_is_withheld() -> None:
    read = project(CITIZEN, [arrived(), mark(0, Mark.CALLER, "+8613600000001")])
    hidden = project(CITIZEN, [arrived(), mark(0, Mark.WITHHELD)])
    assert read is not None
    assert hidden is not None
    assert (read.caller, hidden.caller, hidden.caller_name) == ("+8613600000001", "", "")


def test_a_call_is_nothing_before_its_arrival_was_seen() -> None:
    assert project(CITIZEN, [queued(), ends(9)]) is None


def test_a_citizen_in_the_greeting_is_ringing() -> None:
    assert call(arrived()).state is CallState.RINGING


def test_a_citizen_in_the_queue_waits_also_while_a_phone_rings() -> None:
    waiting = call(arrived(), queued(3), rings(4, "1001", "a"))
    assert waiting.state is CallState.QUEUED
    assert waiting.queue == "hotline"
    assert [leg.ringing for leg in waiting.legs] == [True]


def test_an_answered_call_knows_who_spoke_and_for_how_long() -> None:
    over = call(arrived(), queued(3), *answered_by("1001", "a", rung=4, spoken=9, over=69.5))
    assert over.state is CallState.ENDED
    assert over.outcome is Outcome.ANSWERED
    assert over.missed_in is None
    assert over.extension == "1001"
    assert over.answered_at == at(9)
    assert over.wait_s == pytest.approx(6)
    assert over.talk_s == pytest.approx(60.5)
    assert over.legs[0].talk_s == pytest.approx(60.5)


def test_a_talking_call_is_live_and_has_a_wait_but_no_talk_time_yet() -> None:
    talking = call(arrived(), queued(3), rings(4, "1001", "a"), joins(9, "a"), joins(9.1, CITIZEN))
    assert talking.state is CallState.TALKING
    assert talking.answered_at == at(9.1)
    assert talking.wait_s == pytest.approx(6.1)
    assert talking.talk_s is None


def hold(second: float, kind: FactKind) -> Fact:
    return Fact(kind=kind, channel="a", peer=str(second), at=at(second))


def test_a_citizen_on_hold_is_held_until_the_agent_comes_back() -> None:
    talk = [arrived(), queued(3), rings(4, "1001", "a"), joins(9, "a"), joins(9, CITIZEN)]
    assert call(*talk, hold(12, FactKind.HOLD)).state is CallState.HELD
    assert call(*talk, hold(12, FactKind.HOLD), hold(15, FactKind.UNHOLD)).state is CallState.TALKING


def test_a_citizen_is_not_held_while_another_talks_to_them() -> None:
    three = [arrived(), queued(3), rings(4, "1001", "a"), *(joins(9, one) for one in ("a", "line", CITIZEN))]
    assert call(*three, hold(12, FactKind.HOLD)).state is CallState.TALKING
    assert call(*three, hold(12, FactKind.HOLD), leaves(13, "line")).state is CallState.HELD


@pytest.mark.parametrize(
    ("story", "where"),
    [
        pytest.param([ends(1)], MissedIn.GREETING, id="hung up in the greeting"),
        pytest.param([queued(3), ends(30)], MissedIn.QUEUE, id="hung up in the queue"),
        pytest.param(
            [queued(3), rings(4, "1001", "a"), ends(29.99, "a"), ends(30)], MissedIn.RINGING, id="while a phone rang"
        ),
        pytest.param(
            [queued(3), rings(4, "1001", "a"), ends(24, "a"), ends(30)],
            MissedIn.QUEUE,
            id="in the queue, after a phone had rung in vain",
        ),
        pytest.param([queued(3), mark(3, Mark.FULL), ends(8)], MissedIn.FULL, id="the queue was full"),
        pytest.param([queued(3), mark(3, Mark.EMPTY), ends(8)], MissedIn.EMPTY, id="nobody signed in"),
        pytest.param(
            [queued(3), rings(290, "1001", "a"), ends(303, "a"), mark(303, Mark.TIMEOUT), ends(303.2)],
            MissedIn.TIMEOUT,
            id="waited too long, a phone still ringing",
        ),
        pytest.param([queued(3), mark(4, Mark.DOWN), ends(8)], MissedIn.DOWN, id="the dialplan had no way on"),
        pytest.param([queued(3), lost(8, restarted=True)], MissedIn.DOWN, id="Asterisk died"),
        pytest.param(
            [queued(3), ends(8, cause="0", source="")], MissedIn.DOWN, id="Asterisk was stopped in good order"
        ),
        pytest.param([queued(3), ends(8, cause="44", source="")], MissedIn.QUEUE, id="the line fell silent"),
        pytest.param(
            [queued(3), ends(8), ends(8, source="PJSIP/1")], MissedIn.QUEUE, id="hung up in the queue, by both"
        ),
    ],
)
def test_a_missed_call_says_where(story: list[Fact], where: MissedIn) -> None:
    missed = call(arrived(), *story)
    assert missed.outcome is Outcome.MISSED
    assert missed.missed_in is where


def test_who_waited_too_long_in_one_queue_goes_on_in_another_with_the_wait_of_both() -> None:
    story = [arrived(), queued(3), mark(23, Mark.OVERFLOW, "main")]
    waiting = call(*story)
    assert (waiting.queue, waiting.overflowed_to, waiting.queue_now) == ("hotline", "main", "main")
    assert waiting.state is CallState.QUEUED
    answered = call(*story, *answered_by("1001", "a", rung=24, spoken=30, over=60))
    assert answered.wait_s == pytest.approx(27)
    assert answered.queue_now == "main"
    back = call(*story, mark(24, Mark.BACK, "hotline"))
    assert (back.overflowed_to, back.queue_now) == (None, "hotline")


@pytest.mark.parametrize("end", [Mark.FULL, Mark.EMPTY, Mark.TIMEOUT])
def test_who_went_on_to_another_queue_in_vain_was_missed_where_that_one_ended(end: Mark) -> None:
    missed = call(arrived(), queued(3), mark(23, Mark.OVERFLOW, "main"), mark(40, end), ends(45))
    assert missed.missed_in is MissedIn(end.value)


@pytest.mark.parametrize("end", [Mark.FULL, Mark.EMPTY, Mark.TIMEOUT])
def test_who_hears_why_they_wait_no_more_is_still_taken_by_whoever_becomes_free(end: Mark) -> None:
    told = [arrived(), queued(3), mark(3, end)]
    assert call(*told).waits
    assert not call(*told, mark(9, Mark.ASKED)).waits
    again = [*told, numbered(9, "again.1", "hotline")]
    assert call(*again).waits
    assert call(*again, ends(20)).missed_in is MissedIn.QUEUE
    assert call(*again, rings(10, "1001", "a"), ends(20, "a"), ends(20)).missed_in is MissedIn.RINGING
    assert call(*again, numbered(30, "empty.1"), ends(40)).missed_in is MissedIn.EMPTY


@pytest.mark.parametrize("last", [Mark.ASKED, Mark.DOWN])
def test_who_hears_the_last_words_waits_no_more_and_does_not_ring(last: Mark) -> None:
    told = call(arrived(), queued(3), mark(9, last))
    assert (told.state, told.waits) == (CallState.QUEUED, False)
    assert call(arrived(), mark(1, last)).state is CallState.RINGING  # has come to no queue


def test_who_goes_back_to_a_queue_is_where_they_went_whatever_the_clocks_say() -> None:
    told = [arrived(), queued(3), mark(3, Mark.OVERFLOW, "main"), mark(3, Mark.EMPTY)]
    first = [*told, numbered(3, "again.1", "hotline")]
    assert (call(*first).queue, call(*first).queue_now) == ("hotline", "hotline")
    second = [*first, numbered(3, "empty.1"), numbered(3, "again.2", "main")]
    assert (call(*second).queue, call(*second).queue_now) == ("hotline", "main")


def numbered(at_s: float, peer: str, value: str = "") -> Fact:
    return replace(mark(at_s, Mark.AGAIN, value), peer=peer)


def test_a_picture_of_the_second_queue_does_not_bend_the_first() -> None:
    waits = mark(24, Mark.WAITS, "main")
    assert call(arrived(), waits).queue == "main"
    assert call(arrived(), waits).state is CallState.QUEUED
    seen = call(arrived(), queued(3), mark(23, Mark.OVERFLOW, "main"), waits)
    assert (seen.queue, seen.queued_at) == ("hotline", at(3))


def test_the_desk_that_a_call_comes_from_is_a_fact_of_it() -> None:
    assert call(arrived(), mark(0, Mark.ORIGIN, "110")).origin == "110"
    assert call(arrived()).origin == ""


def test_a_call_that_vanished_without_a_witness_is_unknown() -> None:
    assert call(arrived(), queued(3), lost(8)).outcome is Outcome.UNKNOWN


def test_a_true_end_stands_before_a_guess() -> None:
    repaired = call(arrived(), queued(3), lost(8), ends(7))
    assert (repaired.outcome, repaired.ended_at) == (Outcome.MISSED, at(7))


def test_a_second_agent_after_a_phone_that_nobody_picked_up() -> None:
    over = call(
        arrived(),
        queued(3),
        rings(4, "1001", "a"),
        ends(24, "a"),
        *answered_by("1002", "b", rung=25, spoken=27, over=40),
    )
    assert over.extension == "1002"
    assert [leg.extension for leg in over.legs] == ["1001", "1002"]
    assert [leg.talk_s for leg in over.legs] == [0, pytest.approx(13)]


def test_two_agents_at_once_are_talked_to_once() -> None:
    """A three-way talk is not counted twice in the citizen's time."""
    over = call(
        arrived(),
        queued(3),
        rings(4, "1001", "a"),
        rings(14, "1002", "b"),
        joins(10, "a"),
        joins(10, CITIZEN),
        joins(20, "b"),
        ends(30, "a"),
        ends(40, "b"),
        ends(40),
    )
    assert over.talk_s == pytest.approx(30)
    assert [leg.talk_s for leg in over.legs] == [pytest.approx(20), pytest.approx(20)]
