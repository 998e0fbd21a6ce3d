"""When the carrier refuses our calls, callbacks rest, and one at a time tries again."""

from datetime import timedelta

import pytest

from hotline.domain.callbacks.carrier import CARRIED, REFUSALS, Refusals, callbacks_allowed
from hotline.domain.callbacks.retry import COUNTED
from hotline.domain.facts.failure import Failure, answer_of, failure_of
from tests.parts.facts.stories import at


@pytest.mark.parametrize(
    ("count", "after_s", "under_way", "allowed"),
    [
        (1, 14, 0, 0),
        (1, 15, 0, 1),
        (1, 15, 1, 0),
        (2, 29, 0, 0),
        (2, 30, 0, 1),
        (6, 599, 0, 0),
        (60, 599, 0, 0),
        (60, 600, 0, 1),
        (60, 6000, 2, 0),
    ],
)
def test_after_a_refusal_dialling_rests_and_then_one_call_tries(
    count: int, after_s: float, under_way: int, allowed: int
) -> None:
    refusals = Refusals(count=count, last_at=at(0), answer="403")
    now = at(0) + timedelta(seconds=after_s)
    assert callbacks_allowed(refusals, lines=30, under_way=under_way, now=now) == allowed


def test_a_carrier_that_takes_calls_limits_nothing_and_a_full_trunk_does() -> None:
    assert callbacks_allowed(None, lines=7, under_way=5, now=at(0)) == 7
    refusals = Refusals(count=1, last_at=at(0), answer="")
    assert callbacks_allowed(refusals, lines=0, under_way=0, now=at(60)) == 0


@pytest.mark.parametrize(
    ("said", "failure"),
    [
        ("BUSY:17:486", Failure.BUSY),
        ("BUSY:17:600", Failure.BUSY),
        ("CHANUNAVAIL:21:603", Failure.BUSY),
        ("NOANSWER:19:480", Failure.NO_ANSWER),
        ("CHANUNAVAIL:18:408", Failure.NO_ANSWER),
        ("CHANUNAVAIL:1:404", Failure.NO_SUCH_NUMBER),
        ("CHANUNAVAIL:22:410", Failure.NO_SUCH_NUMBER),
        ("CHANUNAVAIL:28:484", Failure.NO_SUCH_NUMBER),
        ("CHANUNAVAIL:21:401", Failure.REFUSED),
        ("CHANUNAVAIL:127:402", Failure.REFUSED),
        ("CHANUNAVAIL:21:403", Failure.REFUSED),
        ("CHANUNAVAIL:21:407", Failure.REFUSED),
        ("CHANUNAVAIL:38:500", Failure.REFUSED),
        ("CHANUNAVAIL:27:502", Failure.REFUSED),
        ("CONGESTION:34:503", Failure.REFUSED),
        ("CHANUNAVAIL:102:504", Failure.REFUSED),
        ("CHANUNAVAIL:127:400", Failure.OURS),
        ("NOANSWER:19:483", Failure.OURS),
        ("CHANUNAVAIL:58:488", Failure.OURS),
        ("CHANUNAVAIL:58:606", Failure.OURS),
        ("BUSY:0:180", Failure.UNREACHABLE),
        ("BUSY:16:180", Failure.UNREACHABLE),
        ("NOANSWER:16:180", Failure.NO_ANSWER),
        ("CANCEL:16:180", Failure.AGENT_LEFT),
        ("CHANUNAVAIL:3:", Failure.NETWORK),
        ("CONGESTION:34", Failure.NETWORK),
    ],
)
def test_whose_refusal_it_is_is_told_by_the_answer_and_not_by_the_cause_made_of_it(said: str, failure: Failure) -> None:
    assert failure_of(said) is failure


def test_which_answers_are_the_citizens_can_be_set() -> None:
    assert failure_of("CHANUNAVAIL:1:404", (486,)) is Failure.REFUSED
    assert failure_of("CHANUNAVAIL:21:403", (403, 486)) is Failure.BUSY


@pytest.mark.parametrize(("said", "answer"), [("A:1:403", "403"), ("A:1:", ""), ("A:403", ""), ("", ""), ("A:1:x", "")])
def test_the_answer_is_read_where_there_is_one(said: str, answer: str) -> None:
    assert answer_of(said) == answer


def test_no_refusal_is_an_attempt_and_whatever_the_carrier_carried_is() -> None:
    assert not REFUSALS & COUNTED
    assert CARRIED <= COUNTED
