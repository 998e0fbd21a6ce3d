"""The survey of a call: it ends with the question, and the answer is added to it."""

from itertools import permutations

from hotline.domain.calls.call import Call, CallState, Outcome
from hotline.domain.calls.projection import project
from hotline.domain.calls.survey import Survey, satisfied_rate
from hotline.domain.facts.facts import Fact
from hotline.names.marks import Mark
from tests.parts.facts.stories import CITIZEN, arrived, at, ends, joins, leaves, mark, queued, rings

ASKED, ANSWERED = mark(62, Mark.SURVEY), mark(70, Mark.SURVEY_ANSWER, "satisfied")
TALK = [
    *(arrived(), queued(3), rings(4, "1001", "a"), joins(9, "a"), joins(9, CITIZEN)),
    *(leaves(60, CITIZEN), leaves(60, "a"), ends(60, "a")),
]


def call(*facts: Fact) -> Call:
    projected = project(CITIZEN, [*TALK, *facts])
    assert projected is not None
    return projected


def test_while_the_citizen_is_asked_the_call_is_over_and_nobody_talks() -> None:
    asked = call(ASKED)
    assert (asked.state, asked.outcome, asked.ended_at) == (CallState.ENDED, Outcome.ANSWERED, at(62))
    assert (asked.talk_s, asked.wait_s, asked.extension) == (51, 6, "1001")
    assert asked.survey == Survey(asked_at=at(62))


def test_the_answer_is_added_and_changes_nothing_else_in_whatever_order_it_is_told() -> None:
    for facts in permutations((ASKED, ANSWERED, ends(75))):
        told = call(*facts)
        assert told.survey == Survey(asked_at=at(62), answer="satisfied", at=at(70))
        assert (told.ended_at, told.talk_s) == (at(62), 51)


def test_who_hangs_up_during_the_question_gave_no_answer() -> None:
    assert call(ASKED, ends(65)).survey == Survey(asked_at=at(62))


def test_who_is_not_asked_has_no_survey() -> None:
    assert call(ends(61)).survey is None


def test_who_is_asked_was_answered_even_if_nobody_saw_the_agent() -> None:
    blind = project(CITIZEN, [arrived(), queued(3), ASKED])
    assert blind is not None
    assert blind.outcome is Outcome.ANSWERED


def test_the_rate_counts_satisfied_answers_of_all_answers() -> None:
    assert satisfied_rate({"very_satisfied": 1, "satisfied": 1, "fair": 1, "dissatisfied": 1}) == 0.5
    assert satisfied_rate({}) is None
