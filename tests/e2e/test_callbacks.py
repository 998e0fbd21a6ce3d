"""漏话回拨: whoever was missed is rung back, once, and it stops when it is over."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ops.phones.agent import ANSWERS, NEVER_PICKS_UP, Behaviour, PhoneCall, Phones
from ops.phones.citizen import Dialling, Fate
from ops.phones.ports import Ports
from tests.parts.api import Api, Document
from tests.parts.hotline import Hotline, running_hotline
from tests.parts.room import Room, Seat
from tests.parts.wait import until

CONFIG = """
[[trunks]]
name = "carrier"
match = ["127.0.0.2/32"]
contact = "sip:127.0.0.2:{port}"
channels = 60
reserve_inbound = 30

[[queues]]
name = "hotline"
numbers = ["12345"]
greeting = ""
wrapup_s = 0

[callback]
hours = ["00:00-24:00"]
min_idle_s = "1d"
retry_after = ["1s"]
max_attempts = 3
"""
BUSY, NOBODY_HOME, SWITCHED_OFF, NO_SUCH = "13911110001", "13911110002", "13911110003", "13911110004"
FATES = {
    BUSY: Behaviour(after_s=0.05, refuses=486),
    NOBODY_HOME: NEVER_PICKS_UP,
    SWITCHED_OFF: Behaviour(after_s=0.05, refuses=480),
    NO_SUCH: Behaviour(after_s=0.05, refuses=404),
}


@pytest.fixture(scope="module")
def far_end_port(ports: Ports) -> int:
    return ports.free()


@pytest.fixture(scope="module")
def hotline(workspace: Path, ports: Ports, far_end_port: int) -> Iterator[Hotline]:
    config = CONFIG.format(port=far_end_port)
    with running_hotline(workspace / "callbacks", ports, config) as running:
        yield running


@pytest.fixture(scope="module")
def admin(hotline: Hotline) -> Api:
    return hotline.admin


@pytest.fixture(scope="module")
def homes(hotline: Hotline, far_end_port: int) -> Iterator[Phones]:
    """The citizens' telephones, as the trunk reaches them."""
    phones = Phones(hotline.place("127.0.0.2"), ANSWERS, FATES, port=far_end_port)
    yield phones
    phones.stop()


def miss(room: Room, *callers: str) -> dict[str, Document]:
    """These citizens ring while nobody is there; the open duty of each."""
    fate = Fate(stays_s=30)
    room.citizens([Dialling(caller=caller, dials="12345", fate=fate) for caller in callers])
    until(lambda: all(len(ended(room, one)) >= callers.count(one) for one in set(callers)), "all missed", 30)
    owed = {row["number"]: row for row in room.admin.all("/callbacks", status="pending")}
    return {caller: owed[caller] for caller in callers}


def ended(room: Room, caller: str) -> list[Document]:
    return [call for call in room.calls_of(caller) if call["state"] == "ended" and call["direction"] == "inbound"]


def status_of(room: Room, callback: Document) -> str:
    return str(room.admin.get(f"/callbacks/{callback['id']}")["status"])


def until_status(room: Room, callback: Document, status: str, timeout_s: float = 15.0) -> Document:
    def found() -> Document | None:
        row: Document = room.admin.get(f"/callbacks/{callback['id']}")
        return row if row["status"] == status else None

    try:
        return until(found, f"callback {status}", timeout_s)
    except AssertionError as error:
        raise AssertionError(f"{error}; it is {room.admin.get('/callbacks/' + str(callback['id']))}") from None


def at_home(homes: Phones, number: str) -> list[PhoneCall]:
    return [call for call in homes.calls if call.called == number]


def take(seat: Seat) -> Document:
    """The agent takes the next callback and rings."""
    offer: Document = seat.api.post("/callbacks/next")
    return dict(seat.api.post(f"/callbacks/{offer['id']}/accept"))


def test_a_missed_citizen_is_rung_back_and_it_is_one_case(room: Room, homes: Phones) -> None:
    citizen = room.new_number()
    owed = miss(room, citizen)[citizen]
    (missed,) = ended(room, citizen)
    seat = room.agent("hotline", state="paused")

    offer = seat.api.post("/callbacks/next")
    assert (offer["id"], offer["number"], offer["status"]) == (owed["id"], citizen, "offered")
    assert [call["call"] for call in offer["missed"]] == [missed["id"]] == offer["calls"]
    assert offer["ticket"] == missed["ticket"]
    assert [call["id"] for call in offer["caller"]["calls"]] == [missed["id"]]
    seat.api.post(f"/callbacks/{offer['id']}/accept")
    until_status(room, owed, "reached")
    (home,) = at_home(homes, citizen)
    assert home.caller == "12345"
    (rung,) = [call for call in seat.calls if call.caller == citizen]
    seat.until_state("talking")
    seat.hang_up(rung)

    call = until(lambda: next(iter(room.admin.all("/calls", direction="callback", state="ended")), None), "it ended")
    assert (call["outcome"], call["called"], call["agent"]) == ("answered", citizen, seat.username)
    assert (call["ticket"], call["callback"]) == (missed["ticket"], owed["id"])
    told = seat.api.post(f"/callbacks/{owed['id']}/outcome", {"outcome": "reached", "note": "水已恢复"})
    assert told["status"] == "reached"
    notes = seat.api.get(f"/tickets/{missed['ticket']}")["notes"]
    assert [note["text"] for note in notes] == ["水已恢复"]
    accounting = room.admin.get("/accounting")
    assert accounting["balanced"], accounting
    assert accounting["missed_by_callback"]["reached"] == 1
    assert len(at_home(homes, citizen)) == 1
