"""Who has left their desk, and who only could not reach us."""

from datetime import datetime, timedelta

import pytest

from hotline.domain.agents.agent import Wish
from hotline.domain.agents.desk import SLEPT, TOGETHER, Absences, Desk, Left, away_everywhere, departures
from tests.parts.facts.stories import ARRIVAL as READY_AT

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
LATER = READY_AT + 10 * MINUTE


def desk(**differs: object) -> Desk:
    """Anna, ready since READY_AT, at a desk that was seen open after it."""
    known = {"username": "anna", "wish": Wish.READY, "wish_since": READY_AT, "seen_at": LATER}
    return Desk(**{**known, "left": None, "left_at": None, **differs})  # type: ignore[arg-type]


def why(one: Desk, away: timedelta | None, *, busy: bool = False, pauses: bool = False) -> Left | None:
    gone = {} if away is None else {"anna": away}
    found = list(departures([one], gone, {"anna"} if busy else set(), closed_after=MINUTE, pauses=pauses))
    return found[0].why if found else None


@pytest.mark.parametrize(
    ("differs", "away", "expected"),
    [
        ({}, None, None),
        ({}, MINUTE - SECOND, None),
        ({}, MINUTE, Left.DESK_CLOSED),
        ({"wish": Wish.PAUSED}, MINUTE, None),
        ({"wish": Wish.OFFLINE}, MINUTE, None),
        ({"seen_at": None}, 60 * MINUTE, None),
        ({"seen_at": READY_AT - SECOND}, 60 * MINUTE, None),
        ({"seen_at": READY_AT}, MINUTE, Left.DESK_CLOSED),
    ],
    ids=[
        "a desk is open",
        "closed for less than the grace",
        "closed for the grace",
        "lunch goes on",
        "offline already",
        "never at a desk: made ready by a program",
        "made ready by a program since the desk was closed",
        "ready and closed in the same moment",
    ],
)
def test_whose_desk_is_closed_has_left(differs: dict[str, object], away: timedelta | None, expected: Left) -> None:
    assert why(desk(**differs), away) is expected


@pytest.mark.parametrize("left", [Left.LOGGED_OUT, Left.SESSION_ENDED])
def test_who_logs_out_has_left_at_once_also_from_a_pause_and_without_any_desk(left: Left) -> None:
    out = {"left": left, "left_at": LATER}
    assert why(desk(**out), timedelta(0)) is left
    assert why(desk(**out, wish=Wish.PAUSED), timedelta(0)) is left
    assert why(desk(**out, wish=Wish.PAUSED), timedelta(0), pauses=True) is None
    assert why(desk(**out, seen_at=None), timedelta(0)) is left


def test_a_newer_wish_overrules_an_earlier_log_out() -> None:
    assert why(desk(left=Left.LOGGED_OUT, left_at=READY_AT - SECOND), timedelta(0)) is None


def test_nobody_leaves_in_the_middle_of_a_call() -> None:
    assert why(desk(), 60 * MINUTE, busy=True) is None
    assert why(desk(left=Left.LOGGED_OUT, left_at=LATER), 60 * MINUTE, busy=True) is None


def absences(*, ticked_until: timedelta = timedelta(0)) -> Absences:
    found = Absences(READY_AT)
    _tick(found, READY_AT, ticked_until)
    return found


def _tick(found: Absences, begin: datetime, length: timedelta) -> None:
    for second in range(int(length.total_seconds()) + 1):
        found.tick(begin + timedelta(seconds=second))


def away(found: Absences, now: datetime) -> timedelta | None:
    return found.away(["anna"], now).get("anna")


def test_absence_begins_when_the_last_desk_closes() -> None:
    found = absences()
    found.opened("anna")
    found.opened("anna")
    found.closed("anna", READY_AT + MINUTE, said_so=True)
    assert away(found, READY_AT + 2 * MINUTE) is None
    found.closed("anna", READY_AT + 2 * MINUTE, said_so=True)
    assert away(found, READY_AT + 3 * MINUTE) == MINUTE
    found.opened("anna")  # the page was loaded again
    assert away(found, READY_AT + 4 * MINUTE) is None


def test_a_restart_of_ours_is_nobodys_absence() -> None:
    assert away(absences(), READY_AT + 5 * SECOND) == 5 * SECOND


def test_time_that_this_process_slept_or_could_log_nobody_in_does_not_count() -> None:
    found = absences()
    found.opened("anna")
    found.closed("anna", READY_AT, said_so=True)
    woken = READY_AT + SLEPT + SECOND
    found.tick(woken)
    assert away(found, woken) == timedelta(0)
    found.restart(woken + SECOND)
    assert away(found, woken + 2 * SECOND) == SECOND


def test_desks_that_break_off_together_are_a_broken_network() -> None:
    found = absences()
    for name in ("anna", "bert", "carl", "dora"):
        found.opened(name)
    for number, name in enumerate(("anna", "bert", "carl")):
        found.closed(name, READY_AT + number * 20 * SECOND, said_so=False)
    _tick(found, READY_AT, 10 * MINUTE)
    assert found.cut_off == {"anna", "bert", "carl"}
    assert away(found, READY_AT + 10 * MINUTE) == timedelta(0)
    for name in ("bert", "carl"):  # the network is back: who does not come back has left
        found.opened(name)
    _tick(found, READY_AT + 10 * MINUTE, MINUTE)
    assert found.cut_off == set()
    assert away(found, READY_AT + 11 * MINUTE) == MINUTE


def test_people_who_close_their_desks_together_have_left() -> None:
    found = absences()
    for name in ("anna", "bert", "carl"):
        found.opened(name)
        found.closed(name, READY_AT, said_so=True)
    _tick(found, READY_AT, MINUTE)
    assert found.cut_off == set()
    assert away(found, READY_AT + MINUTE) == MINUTE


def test_single_desks_that_break_off_over_the_day_are_no_broken_network() -> None:
    found = absences()
    for number, name in enumerate(("anna", "bert", "carl", "dora")):
        found.opened(name)
        found.closed(name, READY_AT + number * (TOGETHER + SECOND), said_so=False)
    assert found.cut_off == set()


@pytest.mark.parametrize(
    ("elsewhere", "seen_at", "expected"),
    [
        (set(), LATER, {"anna": MINUTE}),
        (set(), LATER + 9 * MINUTE, {"anna": MINUTE}),
        (set(), LATER + 10 * MINUTE - SECOND, {"anna": SECOND}),
        (set(), None, {"anna": MINUTE}),
        ({"anna"}, LATER, {}),
    ],
    ids=[
        "closed here and nowhere open since long",
        "closed here last",
        "closed at another process after it was closed here",
        "never open anywhere",
        "open at another process",
    ],
)
def test_a_desk_is_closed_when_it_is_at_every_process(
    elsewhere: set[str], seen_at: datetime | None, expected: dict[str, timedelta]
) -> None:
    found = away_everywhere([desk(seen_at=seen_at)], {"anna": MINUTE}, elsewhere, LATER + 10 * MINUTE)
    assert found == expected
