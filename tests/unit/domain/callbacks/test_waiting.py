"""Why a callback is not dialled yet: the first reason that holds."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hotline.domain.callbacks.waiting import Duty, Moment, Waits, why_not_yet

NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
LATER, LATEST = NOW + timedelta(minutes=10), NOW + timedelta(hours=9)
DUE = Duty(next_at=NOW - timedelta(minutes=1))
QUIET = Moment(now=NOW, waiting=0, ready=frozenset({"anna"}))


@pytest.mark.parametrize(
    ("duty", "moment", "why", "until"),
    [
        (replace(DUE, next_at=LATER), QUIET, Waits.LATER, LATER),
        (replace(DUE, next_at=LATER), replace(QUIET, opens_at=LATEST), Waits.LATER, LATEST),
        (replace(DUE, next_at=LATER, slowed=True), QUIET, Waits.SLOWED, LATER),
        (DUE, replace(QUIET, opens_at=LATEST), Waits.HOURS, LATEST),
        (DUE, replace(QUIET, rests_until=LATER), Waits.CARRIER, LATER),
        (DUE, replace(QUIET, rests_until=NOW), Waits.IN_LINE, None),
        (DUE, replace(QUIET, waiting=2), Waits.CITIZENS_WAIT, None),
        (replace(DUE, reserved_for="ben"), QUIET, Waits.RESERVED, None),
        (replace(DUE, reserved_for="anna"), QUIET, Waits.IN_LINE, None),
        (DUE, replace(QUIET, ready=frozenset()), Waits.NO_AGENT, None),
        (DUE, replace(QUIET, keep_free=1), Waits.NO_AGENT, None),
        (DUE, replace(QUIET, waiting=None, ready=None), Waits.UNKNOWN, None),
    ],
)
def test_the_first_reason_that_holds(duty: Duty, moment: Moment, why: Waits, until: datetime | None) -> None:
    found = why_not_yet(duty, moment)
    assert (found.why, found.until) == (why, until)
