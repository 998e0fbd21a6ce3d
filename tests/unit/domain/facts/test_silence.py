"""When a telephone is called silent, and when it is gone."""

from datetime import UTC, datetime, timedelta

from hotline.domain.facts.silence import Heard, Side, heard, is_gone, is_silent, silent_side

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)


def after(s: float) -> datetime:
    return NOON + timedelta(seconds=s)


def listened(*counts: int, every_s: float = 2) -> Heard:
    one: Heard | None = None
    for number, count in enumerate(counts):
        one = heard(one, count, after(number * every_s))
    assert one
    return one


def later(one: Heard, s: float, *, reachable: bool, holds: bool = False) -> Heard:
    return heard(one, one.packets, after(s), reachable=reachable, holds=holds)


def test_who_sends_sound_is_not_silent_however_long_they_talk() -> None:
    one = listened(*range(100, 2100, 100))
    assert not is_silent(one, after(40))


def test_who_has_sent_nothing_for_eight_seconds_is_silent() -> None:
    one = listened(100, 200, 200, 200)
    assert not is_silent(one, after(9.9))
    assert is_silent(one, after(10))


def test_who_has_never_sent_anything_says_nothing_by_it() -> None:
    one = listened(0, 0, 0)
    assert not is_silent(one, after(60))
    assert not is_gone(later(one, 60, reachable=False), after(60))


def test_a_muted_telephone_is_never_gone() -> None:
    one = listened(100, 100)
    assert not is_gone(later(one, 600, reachable=True), after(600))
    assert not is_gone(later(one, 9.9, reachable=False), after(9.9))
    assert is_gone(later(one, 10, reachable=False), after(10))


def test_a_telephone_that_holds_is_gone_when_it_has_not_answered_for_half_a_minute() -> None:
    holding = later(listened(100, 100), 30, reachable=True, holds=True)
    assert not is_gone(later(holding, 59.9, reachable=False, holds=True), after(59.9))
    assert is_gone(later(holding, 60, reachable=False, holds=True), after(60))


def test_who_has_held_is_not_silent_from_the_moment_that_they_are_back() -> None:
    back = later(later(listened(100, 100), 60, reachable=True, holds=True), 62, reachable=True)
    assert not is_silent(back, after(62))
    assert is_silent(back, after(68))


def test_of_two_silent_sides_the_agents_own_telephone_is_said() -> None:
    assert silent_side([Side.CITIZEN, Side.AGENT]) is Side.AGENT
    assert silent_side([Side.CITIZEN]) is Side.CITIZEN
    assert silent_side([]) is None
