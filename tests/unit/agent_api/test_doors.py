"""Connections: few for a stranger, and a person who speaks is served in the midst of a silent flood."""

from ipaddress import ip_network

import pytest

from agent_api.http import doors as doors_module
from agent_api.http.doors import Doors, Use


class Visitor:
    def __init__(self, use: Use = Use.SILENT) -> None:
        self.group = ""
        self.use = use
        self.out = False

    def turn_out(self) -> None:
        self.out = True


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors_module, "STRANGERS", 5)


def doors(files: int = 1000, told: "list[str] | None" = None) -> Doors:
    trusted = [ip_network("10.0.0.1/32")]
    return Doors(files=files, trusted=trusted, clock=lambda: 0.0, flooded=(told if told is not None else []).append)


def test_a_silent_flood_pushes_itself_out_and_is_told_once() -> None:
    told: list[str] = []
    entrance = doors(told=told)
    flood = [Visitor() for _ in range(50)]
    assert all(entrance.enter(visitor, "10.0.0.9") for visitor in flood)
    assert [visitor.out for visitor in flood] == [True] * 45 + [False] * 5
    assert told == ["10.0.0.9"]
    assert entrance.refused == {"address": 45}


def test_one_who_is_being_served_is_not_pushed_out() -> None:
    entrance = doors()
    served = [Visitor(Use.BUSY) for _ in range(5)]
    assert all(entrance.enter(visitor, "10.0.0.9") for visitor in served)
    assert not entrance.enter(Visitor(), "10.0.0.9")
    served[2].use = Use.EXPENDABLE
    assert entrance.enter(Visitor(), "10.0.0.9")
    assert [visitor.out for visitor in served] == [False, False, True, False, False]


def test_a_hall_behind_one_address_has_as_many_desks_as_it_has() -> None:
    entrance = doors()
    for _ in range(100):
        desk = Visitor(Use.BUSY)
        assert entrance.enter(desk, "10.0.0.9")
        entrance.know(desk)


def test_a_trusted_proxy_is_not_limited_and_all_together_are() -> None:
    entrance = doors(files=doors_module.RESERVE + 64)
    through = [Visitor(Use.BUSY) for _ in range(64)]
    assert all(entrance.enter(visitor, "10.0.0.1") for visitor in through)
    assert not entrance.enter(Visitor(), "10.0.0.2")
    entrance.leave(through[0])
    assert entrance.enter(Visitor(), "10.0.0.2")
