"""What follows from an attempt in vain."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from hotline.domain.callbacks.callback import CallbackStatus
from hotline.domain.callbacks.retry import settle
from hotline.domain.facts.failure import Failure, failure_of
from hotline.settings.policies import CallbackPolicy

ZONE = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 11, 21, 12, tzinfo=ZONE)
POLICY = CallbackPolicy.model_validate({"retry_after": ["10m", "1h"], "max_attempts": 3})


@pytest.mark.parametrize(
    ("failure", "before", "status", "attempts", "after_s"),
    [
        (Failure.NO_ANSWER, 0, CallbackStatus.PENDING, 1, 600),
        (Failure.NO_ANSWER, 1, CallbackStatus.PENDING, 2, 3600),
        (Failure.NO_ANSWER, 2, CallbackStatus.EXHAUSTED, 3, None),
        (Failure.BUSY, 0, CallbackStatus.PENDING, 1, 300),
        (Failure.UNREACHABLE, 0, CallbackStatus.PENDING, 1, 1200),
        (Failure.UNKNOWN, 0, CallbackStatus.PENDING, 1, 600),
        (Failure.NETWORK, 2, CallbackStatus.PENDING, 2, 300),
        (Failure.NO_SUCH_NUMBER, 0, CallbackStatus.INVALID, 1, None),
        (Failure.AGENT_NO_ANSWER, 2, CallbackStatus.PENDING, 2, 0),
        (Failure.AGENT_FORWARDED, 2, CallbackStatus.PENDING, 2, 0),
        (Failure.AGENT_DECLINED, 2, CallbackStatus.PENDING, 2, 0),
        (Failure.AGENT_LEFT, 2, CallbackStatus.PENDING, 2, 60),
        (Failure.LATE, 2, CallbackStatus.PENDING, 2, 0),
        (Failure.NEVER_SENT, 2, CallbackStatus.PENDING, 2, 0),
        (Failure.STOPPED, 2, CallbackStatus.PENDING, 2, 0),
    ],
)
def test_each_failure_has_its_rule(
    failure: Failure, before: int, status: CallbackStatus, attempts: int, after_s: float | None
) -> None:
    how = settle(failure, before, POLICY, ZONE, NOON)
    assert (how.status, how.attempts) == (status, attempts)
    assert how.next_at == (None if after_s is None else NOON + timedelta(seconds=after_s))


def test_every_failure_has_a_rule() -> None:
    assert all(settle(failure, 0, POLICY, ZONE, NOON) for failure in Failure)


def test_the_next_attempt_is_within_the_hours() -> None:
    late = NOON.replace(hour=20, minute=55)
    assert settle(Failure.NO_ANSWER, 0, POLICY, ZONE, late).next_at == NOON.replace(day=22, hour=8)
    assert settle(Failure.LATE, 0, POLICY, ZONE, NOON.replace(hour=21)).next_at == NOON.replace(day=22, hour=8)


@pytest.mark.parametrize(
    ("said", "failure"),
    [
        ("BUSY:17", Failure.BUSY),
        ("BUSY:21", Failure.BUSY),
        ("NOANSWER:0", Failure.NO_ANSWER),
        ("NOANSWER:19", Failure.NO_ANSWER),
        ("CHANUNAVAIL:19", Failure.NO_ANSWER),
        ("CHANUNAVAIL:20", Failure.UNREACHABLE),
        ("CHANUNAVAIL:1", Failure.NO_SUCH_NUMBER),
        ("CONGESTION:34", Failure.NETWORK),
        ("CHANUNAVAIL:0", Failure.NETWORK),
        ("CANCEL:0", Failure.AGENT_LEFT),
        ("", Failure.NETWORK),
        ("CHANUNAVAIL:x", Failure.NETWORK),
    ],
)
def test_what_asterisk_says_of_the_citizens_phone(said: str, failure: Failure) -> None:
    assert failure_of(said) is failure
