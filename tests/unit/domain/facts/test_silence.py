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
    assert not is_gone(one, after(60), reachable=False)


def test_a_muted_telephone_is_never_gone() -> None:
    one = listened(100, 100)
    assert not is_gone(one, after(600), reachable=True)
    assert not is_gone(one, after(9.9), reachable=False)
    assert is_gone(one, after(10), reachable=False)


def test_of_two_silent_sides_the_agents_own_telephone_is_said() -> None:
    assert silent_side([Side.CITIZEN, Side.AGENT]) is Side.AGENT
    assert silent_side([Side.CITIZEN]) is Side.CITIZEN
    assert silent_side([]) is None
