"""Who says by a key that a notice is why they ring has been answered by it."""

import pytest

from hotline.domain.calls.call import Call, CallState, Outcome
from hotline.domain.calls.projection import project
from hotline.domain.facts.facts import Fact
from hotline.names.marks import Mark
from tests.parts.facts.stories import CITIZEN, arrived, ends, mark


def call(*facts: Fact) -> Call:
    projected = project(CITIZEN, [arrived(), *facts])
    assert projected is not None
    return projected


def test_the_notice_answers_the_call_and_nobody_has_waited() -> None:
    over = call(mark(8, Mark.NOTICED, "7"), ends(13))
    assert (over.outcome, over.missed_in, over.notice) == (Outcome.ANSWERED, None, 7)
    assert (over.wait_s, over.talk_s, over.answered_at, over.extension) == (0, 0, None, None)


def test_while_the_citizen_is_thanked_the_call_lives() -> None:
    live = call(mark(8, Mark.NOTICED, "7"))
    assert (live.state, live.outcome) == (CallState.RINGING, None)


@pytest.mark.parametrize("value", ["", "x", "-1", "9" * 12])
def test_what_is_no_id_names_no_notice(value: str) -> None:
    assert call(mark(8, Mark.NOTICED, value), ends(13)).outcome is Outcome.MISSED
