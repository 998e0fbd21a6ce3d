"""The phones that other tests lean on, ringing each other without a hotline between them."""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from ops.phones.agent import ANSWERS, NEVER_PICKS_UP, REJECTS, Behaviour, Nudge, Phones
from ops.phones.citizen import Citizens, Dialling, Fate
from ops.phones.ports import Ports
from ops.phones.sipp import Place, SippError
from tests.parts.wait import until

BEHAVIOURS = {"1002": REJECTS, "1003": NEVER_PICKS_UP, "1004": Behaviour(talks_s=0.3)}


@pytest.fixture
def phones(workspace: Path, ports: Ports) -> Iterator[Phones]:
    """1001 answers, 1002 declines, 1003 rings for ever, 1004 hangs up soon."""
    rung = Phones(Place(address="127.0.0.1", ports=ports, folder=workspace / "phones"), ANSWERS, BEHAVIOURS)
    yield rung
    rung.stop()


@pytest.fixture
def place(workspace: Path, ports: Ports) -> Place:
    return Place(address="127.0.0.2", ports=ports, folder=workspace / "phones")


Ring = Callable[..., Citizens]


@pytest.fixture
def ring(place: Place, phones: Phones) -> Iterator[Ring]:
    """Citizens who ring the phones."""
    with ExitStack() as stack:

        def make(*diallings: Dialling, from_header: bytes | None = None) -> Citizens:
            citizens = Citizens(place, ("127.0.0.1", phones.sipp.port), diallings, from_header=from_header)
            stack.callback(citizens.stop)
            return citizens

        yield make


def test_each_call_of_a_group_has_its_own_fate(ring: Ring, phones: Phones) -> None:
    calls = ring(
        Dialling(caller="1", dials="1001", fate=Fate(stays_s=0.3)),
        Dialling(caller="2", dials="1002"),
        Dialling(caller="3", dials="1003", fate=Fate(waits_s=0.3)),
        Dialling(caller="4", dials="1004"),
    ).wait(20)

    assert [(call.code, call.ended_by) for call in calls] == [
        (200, "citizen"),
        (486, ""),
        (487, "citizen"),
        (200, "hotline"),
    ]
    wanted = {
        "1001": ("far end", None, False),
        "1002": ("", 486, False),
        "1003": ("", None, True),
        "1004": ("phone", None, False),
    }
    until(
        lambda: {call.called: (call.ended_by, call.refused, call.cancelled) for call in phones.calls} == wanted,
        "what the telephones noted",
    )


def test_phones_do_what_they_are_told(ring: Ring, phones: Phones) -> None:
    citizen = ring(Dialling(caller="5", dials="1003"))
    call = until(lambda: next(iter(phones.calls_from("5")), None), "a ringing phone")
    phones.answer(call)
    until(lambda: phones.calls and call.is_talking, "a talk")
    phones.nudge(call, Nudge.HOLD)
    until(lambda: phones.calls and call.holds == 1, "a hold")
    phones.nudge(call, Nudge.UNHOLD)
    citizen.hang_up()

    assert [ended.ended_by for ended in citizen.wait(20)] == ["citizen"]


def test_any_bytes_can_stand_in_a_name(ring: Ring, phones: Phones) -> None:
    header = b'"[x];\xff \\" <" <sip:6@127.0.0.2>'
    citizen = ring(Dialling(caller="6", dials="1002"), from_header=header)

    assert citizen.wait(20)[0].code == 486
    until(lambda: phones.calls_from("6"), "the telephone's note")


def test_a_phone_that_cannot_start_says_why(place: Place, ports: Ports, phones: Phones) -> None:
    with pytest.raises(SippError, match=r"did not start"):
        Phones(Place(address="127.0.0.1", ports=ports, folder=place.folder), port=phones.sipp.port)


def test_a_telephone_answers_whoever_asks_again_because_they_did_not_hear(phones: Phones) -> None:
    """Asterisk hears nothing until it is fully booted, and asks before."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asks:
        asks.bind(("127.0.0.2", 0))
        asks.settimeout(5)
        own = "{}:{}".format(*asks.getsockname())
        for _ in range(2):
            asks.sendto(_options(own).encode(), ("127.0.0.1", phones.sipp.port))
            assert asks.recv(4096).startswith(b"SIP/2.0 200")
            time.sleep(0.3)  # so long its answer is on the way


def _options(own: str) -> str:
    lines = (
        "OPTIONS sip:1001@127.0.0.1 SIP/2.0",
        f"Via: SIP/2.0/UDP {own};rport;branch=z9hG4bKasked-twice",
        f"From: <sip:hotline@{own}>;tag=1",
        "To: <sip:1001@127.0.0.1>",
        f"Contact: <sip:{own}>",
        "Call-ID: asked-twice",
        "CSeq: 1 OPTIONS",
        "Max-Forwards: 70",
        "Content-Length: 0",
    )
    return "\r\n".join((*lines, "", ""))
