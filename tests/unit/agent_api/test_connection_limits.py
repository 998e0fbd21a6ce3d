"""Connections: few for a stranger, and a person who speaks is served in the midst of a silent flood."""

from ipaddress import ip_network

import pytest

from agent_api.http import connection_limits
from agent_api.http.connection_limits import ConnectionLimits, Use


class Connection:
    def __init__(self, use: Use = Use.SILENT) -> None:
        self.group = ""
        self.use = use
        self.out = False

    def drop(self) -> None:
        self.out = True


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection_limits, "PER_ADDRESS", 5)


def limits_of(files: int = 1000, told: "list[str] | None" = None) -> ConnectionLimits:
    trusted = [ip_network("10.0.0.1/32")]
    return ConnectionLimits(
        files=files, trusted=trusted, clock=lambda: 0.0, flooded=(told if told is not None else []).append
    )


def test_a_silent_flood_pushes_itself_out_and_is_told_once() -> None:
    told: list[str] = []
    limits = limits_of(told=told)
    flood = [Connection() for _ in range(50)]
    assert all(limits.admit(connection, "10.0.0.9") for connection in flood)
    assert [connection.out for connection in flood] == [True] * 45 + [False] * 5
    assert told == ["10.0.0.9"]
    assert limits.refused == {"address": 45}


def test_one_who_is_being_served_is_not_pushed_out() -> None:
    limits = limits_of()
    served = [Connection(Use.BUSY) for _ in range(5)]
    assert all(limits.admit(connection, "10.0.0.9") for connection in served)
    assert not limits.admit(Connection(), "10.0.0.9")
    served[2].use = Use.EXPENDABLE
    assert limits.admit(Connection(), "10.0.0.9")
    assert [connection.out for connection in served] == [False, False, True, False, False]


def test_a_hall_behind_one_address_has_as_many_desks_as_it_has() -> None:
    limits = limits_of()
    for _ in range(100):
        desk = Connection(Use.BUSY)
        assert limits.admit(desk, "10.0.0.9")
        limits.mark_authenticated(desk)


def test_a_trusted_proxy_is_not_limited_and_all_together_are() -> None:
    limits = limits_of(files=connection_limits.RESERVE + 64)
    through = [Connection(Use.BUSY) for _ in range(64)]
    assert all(limits.admit(connection, "10.0.0.1") for connection in through)
    assert not limits.admit(Connection(), "10.0.0.2")
    limits.release(through[0])
    assert limits.admit(Connection(), "10.0.0.2")
