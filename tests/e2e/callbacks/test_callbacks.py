"""漏话回拨: a citizen who was missed is called back once; a callback that fails goes back to its place in the line."""

import pytest

from ops.phones.agent import Behaviour, Phones
from tests.parts.api import ApiError, Document
from tests.parts.callbacks.owed import (
    BUSY,
    NO_SUCH,
    NOBODY_HOME,
    REFUSED,
    SWITCHED_OFF,
    at_home,
    due,
    ended,
    miss,
    take,
    until_attempts,
    until_it_is_quiet,
    until_it_rings,
    until_status,
)
from tests.parts.people import People
from tests.parts.wait import until

pytestmark = pytest.mark.usefixtures("nothing_left_owed")


def called_back(people: People, citizen: str) -> list[Document]:
    """The ended calls by which we rang this citizen."""
    rung = people.admin.all("/calls", direction="callback", state="ended")
    return [call for call in rung if call["called"] == citizen]


def test_a_missed_citizen_is_rung_back_and_it_is_one_case(people: People, homes: Phones) -> None:
    citizen = people.new_number()
    reached_before = people.until_balanced()["missed_by_callback"].get("reached", 0)
    owed = miss(people, citizen)[citizen]
    (missed,) = ended(people, citizen)
    seat = people.agent("hotline", state="paused")

    offer = seat.api.post("/callbacks/next")
    assert (offer["id"], offer["number"], offer["status"]) == (owed["id"], citizen, "offered")
    assert [call["call"] for call in offer["missed"]] == [missed["id"]] == offer["calls"]
    assert offer["ticket"] == missed["ticket"]
    assert [call["id"] for call in offer["caller"]["calls"]] == [missed["id"]]
    seat.api.post(f"/callbacks/{offer['id']}/accept")
    until_status(people, owed, "reached")
    home = until(lambda: at_home(homes, citizen), "a telephone that was rung")[0]
    assert home.caller == "12345"
    rung = seat.until_talking(citizen)
    seat.until_state("talking")
    seat.hang_up(rung)

    call = until(lambda: next(iter(called_back(people, citizen)), None), "it ended")
    assert (call["outcome"], call["called"], call["agent"]) == ("answered", citizen, seat.username)
    assert (call["ticket"], call["callback"]) == (missed["ticket"], owed["id"])
    told = seat.api.post(f"/callbacks/{owed['id']}/outcome", {"outcome": "reached", "note": "水已恢复"})
    assert told["status"] == "reached"
    notes = seat.api.get(f"/tickets/{missed['ticket']}")["notes"]
    assert [note["text"] for note in notes] == ["水已恢复"]
    assert people.until_balanced()["missed_by_callback"]["reached"] == reached_before + 1
    assert len(at_home(homes, citizen)) == 1


@pytest.mark.parametrize(
    ("citizen", "status", "attempts"),
    [(BUSY, "exhausted", 3), (SWITCHED_OFF, "exhausted", 3), (NO_SUCH, "invalid", 1)],
    ids=["busy", "switched off", "no such number"],
)
def test_a_citizen_who_cannot_be_reached_is_tried_as_often_as_the_rules_say(
    people: People, homes: Phones, citizen: str, status: str, attempts: int
) -> None:
    owed = miss(people, citizen)[citizen]
    seat = people.agent("hotline", state="paused")
    for attempt in range(1, attempts + 1):
        until(lambda: due(seat), "due again")
        seat.api.post(f"/callbacks/{owed['id']}/accept")
        until_attempts(people, owed, attempt)
    over = until_status(people, owed, status)
    assert (over["attempts"], over["next_at"]) == (attempts, None)
    until(lambda: len(at_home(homes, citizen)) == attempts, f"{attempts} calls at home")
    failed = [call["outcome"] for call in people.admin.all("/calls", direction="callback") if call["called"] == citizen]
    assert failed == ["failed"] * attempts
    assert seat.until_state("paused")["holds"] == []


def test_who_asked_to_be_rung_who_rang_twice_and_who_waited_longest_come_first(people: People, homes: Phones) -> None:
    first, twice, last = people.new_number(), people.new_number(), people.new_number()
    for caller in (first, twice, twice, last):
        miss(people, caller)
    seat = people.agent("hotline", state="paused")
    order = []
    for _ in range(3):
        offer = due(seat)
        assert offer is not None
        order.append(offer["number"])
        people.admin.post(f"/callbacks/{offer['id']}/cancel")
    assert order == [twice, first, last]
    assert due(seat) is None


def test_what_an_agent_leaves_goes_back_to_its_place(people: People, homes: Phones) -> None:
    citizen = people.new_number()
    owed = miss(people, citizen)[citizen]
    seat, other = people.agent("hotline", state="paused"), people.agent("hotline", state="paused")
    assert due(seat)
    assert due(other) is None
    with pytest.raises(ApiError, match="not offered to you"):
        other.api.post(f"/callbacks/{owed['id']}/accept")
    left = seat.api.post(f"/callbacks/{owed['id']}/decline")
    assert (left["status"], left["agent"], left["next_at"]) == ("pending", None, owed["next_at"])
    assert (due(other) or {})["id"] == owed["id"]
    people.admin.post(f"/callbacks/{owed['id']}/cancel")


def test_an_agent_is_told_when_a_supervisor_cancels_what_rings(people: People, homes: Phones) -> None:
    owed = miss(people, NOBODY_HOME)[NOBODY_HOME]
    seat = people.agent("hotline", state="paused")
    take(seat)
    until_it_rings(homes, NOBODY_HOME)
    people.admin.post(f"/callbacks/{owed['id']}/cancel")
    seat.screen.wait_for("callback.updated", lambda event: event["status"] == "cancelled")
    until_it_is_quiet(homes, NOBODY_HOME)
    until(lambda: seat.now["holds"] == [], "held no more")


@pytest.mark.parametrize(
    ("phone", "hold"),
    [
        (Behaviour(after_s=0.1, refuses=486), "declined"),
        (Behaviour(after_s=0.1, refuses=480), "declined"),
        (Behaviour(after_s=0.1, refuses=488), "no_codec"),
        (Behaviour(after_s=0.1, refuses=503), "phone_failed"),
        (Behaviour(after_s=0.1, refuses=302, moves_to=f"sip:PJSIP%2F{NOBODY_HOME}%40carrier@x"), "forwarded"),
    ],
    ids=["declines", "is not to be disturbed", "has no codec", "fails", "is forwarded"],
)
def test_an_agent_who_does_not_pick_up_costs_the_citizen_nothing(
    people: People, homes: Phones, phone: Behaviour, hold: str
) -> None:
    citizen = people.new_number()
    owed = miss(people, citizen)[citizen]
    seat = people.agent("hotline", behaviour=phone, state="paused")
    rung_before = len(homes.calls)
    take(seat)
    back = until_status(people, owed, "pending")
    assert (back["attempts"], back["agent"]) == (0, None)
    assert len(homes.calls) == rung_before
    until(lambda: seat.now["holds"] == [hold], f"held as {hold}")
    people.admin.post(f"/callbacks/{owed['id']}/cancel")


def test_a_carrier_that_refuses_costs_the_citizen_nothing_and_dialling_rests(people: People, homes: Phones) -> None:
    owed = miss(people, REFUSED)[REFUSED]
    seat = people.agent("hotline", state="paused")
    take(seat)
    back = until_status(people, owed, "pending")
    assert (back["attempts"], back["agent"]) == (0, None)
    (alarm,) = [one for one in people.admin.get("/alarms")["items"] if one["kind"] == "carrier_refuses"]
    assert alarm["subject"] == "carrier 403"
    rest = until(lambda: people.admin.get("/wall")["callbacks"]["resting"], "the rest on the wall")
    assert (rest["refusals"], rest["answer"]) == (1, "403")

    citizen = people.new_number()
    miss(people, citizen)
    offer = seat.api.post("/callbacks/next")
    with pytest.raises(ApiError, match="carrier is refusing"):
        seat.api.post(f"/callbacks/{offer['id']}/accept")
    assert at_home(homes, citizen) == []

    seat.api.post("/calls", {"number": citizen})
    until(
        lambda: any(call.is_talking for call in at_home(homes, citizen)), "the citizen reached by a call of their own"
    )
    until(lambda: people.admin.get("/wall")["callbacks"]["resting"] is None, "no rest any more")


def test_an_agent_who_hangs_up_while_it_rings_leaves_the_citizen_in_the_line(people: People, homes: Phones) -> None:
    owed = miss(people, NOBODY_HOME)[NOBODY_HOME]
    seat = people.agent("hotline", state="paused")
    take(seat)
    until_it_rings(homes, NOBODY_HOME)
    seat.hang_up(seat.calls[-1])
    until_it_is_quiet(homes, NOBODY_HOME)
    back = until_status(people, owed, "pending")
    assert back["attempts"] == 0
    people.admin.post(f"/callbacks/{owed['id']}/cancel")


def test_the_telephone_of_an_agent_who_is_deleted_stops_and_the_citizen_stays_in_the_line(
    people: People, homes: Phones
) -> None:
    owed = miss(people, NOBODY_HOME)[NOBODY_HOME]
    seat, other = people.agent("hotline", state="paused"), people.agent("hotline", state="paused")
    take(seat)
    until_it_rings(homes, NOBODY_HOME)
    people.remove(seat)
    until_it_is_quiet(homes, NOBODY_HOME)
    until_status(people, owed, "pending")
    assert (due(other) or {})["id"] == owed["id"]
