"""A dissatisfied citizen is rung again, once."""

import pytest

from hotline.domain.facts.facts import Fact
from hotline.names.marks import Mark
from hotline.store.tables import callbacks
from tests.parts.cti.desk import Desk, step
from tests.parts.facts.stories import CALLER, answered_by, arrived, ends, mark, queued

EARLIER = "node1-1763686800.3"


def asked(answer: str) -> list[Fact]:
    return [
        *(arrived(), queued(3), *answered_by("1001", "a", 4, 9, 60)),
        *(mark(61, Mark.SURVEY), mark(70, Mark.SURVEY_ANSWER, answer)),
    ]


@pytest.mark.parametrize("answer", ["dissatisfied", "very_dissatisfied"])
def test_a_dissatisfied_citizen_is_owed_a_follow_up_once(desk: Desk, answer: str) -> None:
    surveyed = step(*asked(answer))
    desk.file(surveyed)
    desk.file(surveyed)
    (duty,) = desk.rows(callbacks)
    assert (duty["kind"], duty["status"], duty["number"], duty["missed_calls"]) == ("follow_up", "pending", CALLER, 0)
    row = desk.row_of(surveyed.after)
    assert (row["callback"], row["survey_answer"]) == (duty["id"], answer)


def test_others_are_owed_nothing(desk: Desk) -> None:
    desk.file(step(*asked("fair")))
    assert desk.rows(callbacks) == []


def test_a_missed_call_that_joins_a_follow_up_counts_as_missed(desk: Desk) -> None:
    desk.file(step(*asked("dissatisfied")))
    missed = step(arrived(100, EARLIER), ends(130, EARLIER), call=EARLIER)
    desk.file(missed)
    (duty,) = desk.rows(callbacks)
    assert (duty["kind"], duty["missed_calls"]) == ("missed", 1)
    assert desk.row_of(missed.after)["callback"] == duty["id"]
