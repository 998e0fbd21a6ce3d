"""An alarm when guessing begins, and none for a person who mistypes."""

from agent_api.login.guess_watch import MANY_ADDRESSES, MANY_USERS, WINDOW_S, GuessWatch
from hotline.store.reports.alarms import AlarmKind


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_one_address_that_tries_many_users_is_told_once() -> None:
    watch = GuessWatch(Clock())
    told = [list(watch.failed(f"user{number}", "10.0.0.9", exists=False)) for number in range(3 * MANY_USERS)]
    assert [alarm for alarms in told for alarm in alarms] == [(AlarmKind.PASSWORD_SPRAYING, "10.0.0.9")]


def test_one_user_who_is_tried_from_many_addresses_is_told() -> None:
    watch = GuessWatch(Clock())
    told = [list(watch.failed("anna", f"10.0.0.{number}", exists=True)) for number in range(MANY_ADDRESSES)]
    assert told[-1] == [(AlarmKind.PASSWORD_GUESSING, "anna")]
    assert not any(told[:-1])


def test_a_name_that_nobody_has_is_never_told() -> None:
    watch = GuessWatch(Clock())
    for number in range(50):
        assert not list(watch.failed("my secret password", f"10.0.0.{number}", exists=False))


def test_a_person_who_mistypes_and_one_who_comes_back_tomorrow_are_no_alarm() -> None:
    clock = Clock()
    watch = GuessWatch(clock)
    for number in range(60):
        clock.now += WINDOW_S / 8
        assert not list(watch.failed("anna", f"10.0.0.{number // 10}", exists=True))
