"""What an agent is held for whose telephone did not take a call."""

from datetime import timedelta

import pytest

from hotline.domain.agents.agent import PAUSES, Hold, Wish, membership
from hotline.domain.agents.answer import AT_ONCE, hold_for_cause

SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("cause", "rang", "hold"),
    [
        ("0", 20 * SECOND, Hold.NO_ANSWER),
        ("26", SECOND, Hold.NO_ANSWER),
        ("17", SECOND, Hold.DECLINED),
        ("21", 9 * SECOND, Hold.DECLINED),
        ("19", SECOND, Hold.DECLINED),
        ("19", AT_ONCE, Hold.NO_ANSWER),
        ("58", SECOND, Hold.NO_CODEC),
        ("34", SECOND, Hold.PHONE_FAILED),
        ("", SECOND, Hold.NO_ANSWER),
    ],
)
def test_the_telephones_answer_says_what_for(cause: str, rang: timedelta, hold: Hold) -> None:
    assert hold_for_cause(cause, rang) is hold
    assert hold in PAUSES


@pytest.mark.parametrize("hold", PAUSES)
def test_each_of_them_keeps_calls_away_from_who_is_ready(hold: Hold) -> None:
    place = membership(Wish.READY, "", {hold, Hold.CALLBACK})
    assert place is not None
    assert (place.paused, place.reason) == (True, hold.value)
