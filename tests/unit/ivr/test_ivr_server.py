"""The FastAGI server: many calls at once, none that waits for us, and strangers who do not speak AGI."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from ivr import server as module
from ivr.agi import Conversation
from ivr.peers import Peers
from ivr.server import Server

VARIABLES = b"agi_network: yes\nagi_callerid: 13812345678\nagi_dnid: 12345\n\n"


@contextmanager
def serving(
    handle: Callable[[Conversation], None], max_calls: int = 500, knows: Callable[[str], bool] = lambda _: True
) -> Iterator[Server]:
    server = Server("127.0.0.1", 0, handle, max_calls, knows)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield server
    finally:
        server.stop()
        thread.join()


def connect(server: Server, data: bytes = VARIABLES) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=60)
    connection.sendall(data)
    return connection


def read_all(connection: socket.socket) -> bytes:
    with connection:
        data = b""
        while piece := _received(connection):
            data += piece
    return data


def _received(connection: socket.socket) -> bytes:
    try:
        return connection.recv(4096)
    except ConnectionResetError:  # closed with what we sent unread
        return b""


def test_500_calls_at_once_are_all_served(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CALL_S", 120.0)  # a busy machine needs long until all of them are there
    everybody = threading.Barrier(500)

    def handle(call: Conversation) -> None:
        everybody.wait(timeout=120)
        call.set_variable("QUEUE_PRIO", 3)

    with serving(handle) as server:
        connections = [connect(server, VARIABLES + b"200 result=1\n") for _ in range(500)]
        assert [read_all(connection) for connection in connections] == [b'SET VARIABLE "QUEUE_PRIO" "3"\n'] * 500
        assert server.refused == 0


def test_the_call_beyond_the_bound_is_given_back_at_once() -> None:
    release = threading.Event()

    def handle(call: Conversation) -> None:
        release.wait(60)

    with serving(handle, max_calls=2) as server:
        waiting = [connect(server) for _ in range(2)]
        assert read_all(connect(server)) == b""
        assert server.refused == 1
        release.set()
        assert [read_all(connection) for connection in waiting] == [b"", b""]


def test_silent_strangers_take_none_of_asterisks_places() -> None:
    def handle(call: Conversation) -> None:
        call.set_variable("QUEUE_PRIO", 3)

    def from_elsewhere() -> socket.socket:
        return socket.create_connection(("127.0.0.1", server.port), timeout=60, source_address=("127.0.0.9", 0))

    with serving(handle, max_calls=20, knows=lambda address: address == "127.0.0.1") as server:
        silent = [from_elsewhere() for _ in range(60)]
        assert [read_all(connect(server, VARIABLES + b"200 result=1\n")) for _ in range(4)] == [
            b'SET VARIABLE "QUEUE_PRIO" "3"\n'
        ] * 4
        assert server.refused >= 60 - 2 * module.STRANGERS
        for connection in silent:
            connection.close()


def test_the_other_machine_is_known_by_its_name_or_address() -> None:
    peers = Peers("127.0.0.5")
    assert peers.knows("127.0.0.1")
    assert not peers.knows("203.0.113.9")
    assert Peers("203.0.113.9").knows("203.0.113.9")


def test_a_handler_that_fails_gives_the_call_back_and_the_next_one_is_served(
    caplog: pytest.LogCaptureFixture,
) -> None:
    calls: list[Conversation] = []

    def handle(call: Conversation) -> None:
        calls.append(call)
        if len(calls) == 1:
            raise RuntimeError("a mistake of ours")
        call.set_variable("QUEUE_PRIO", 3)

    with serving(handle) as server:
        assert read_all(connect(server)) == b""
        assert read_all(connect(server, VARIABLES + b"200 result=1\n")) != b""
    assert "a mistake of ours" in caplog.text
    assert "13812345678" not in caplog.text


def test_a_call_is_given_back_after_its_time_whatever_its_handler_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CALL_S", 0.1)
    monkeypatch.setattr(module, "SILENCE_S", 10.0)
    with serving(lambda call: call.set_variable("QUEUE_PRIO", 3)) as server:
        # Asterisk never answers the command
        assert read_all(connect(server)) == b'SET VARIABLE "QUEUE_PRIO" "3"\n'


@pytest.mark.parametrize("words", [b"", b"GET / HTTP/1.1\r\n\r\n", b"\x16\x03\x01\x02\x00", b"x" * 100_000, b"\n" * 9])
def test_strangers_are_sent_away_and_nothing_stays_behind(words: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SILENCE_S", 0.2)
    with serving(lambda call: None) as server:
        assert read_all(connect(server, words)) == b""
        with connect(server) as connection:
            connection.settimeout(60)
            while connection.recv(1):
                pass
        assert server.calls == 0


def test_somebody_who_connects_and_goes_does_no_harm() -> None:
    with serving(lambda call: None) as server:
        for _ in range(50):
            socket.create_connection(("127.0.0.1", server.port)).close()
        assert read_all(connect(server)) == b""
        assert server.served >= 1
