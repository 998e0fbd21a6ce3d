"""The cookie of a browser in which somebody has logged in before."""

from agent_api.login.device import LASTS_S, Devices


class Clock:
    now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


def devices() -> tuple[Devices, Clock]:
    clock = Clock()
    made = Devices(clock)
    made.key = "k" * 64
    return made, clock


def test_it_is_its_users_only_and_for_its_time_only() -> None:
    made, clock = devices()
    cookie = made.issue("anna")
    assert made.read(cookie, "anna")
    assert not made.read(cookie, "ben")
    clock.now += LASTS_S + 1
    assert not made.read(cookie, "anna")


def test_nobody_else_can_make_one() -> None:
    made, _ = devices()
    name, issued, signature = made.issue("anna").split(".")
    stretched = [f"{name}x.{issued}.{signature}", f"{name}.{issued}1.{signature}", f"{name}.{issued}."]
    for forged in ("", "a", "a.b.c", f"{name}.{issued}.é", *stretched):
        assert not made.read(forged, "anna")


def test_without_a_key_nobody_is_known() -> None:
    made, _ = devices()
    cookie = made.issue("anna")
    made.key = ""
    assert not made.read(cookie, "anna")
