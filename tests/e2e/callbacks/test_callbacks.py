"""漏话回拨: whoever was missed is rung back, once, and it stops when it is over."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ops.phones.agent import ANSWERS, NEVER_PICKS_UP, Behaviour, PhoneCall, Phones
from ops.phones.citizen import Dialling, Fate
from ops.phones.ports import Ports
from tests.parts.api import Api, ApiError, Document
from tests.parts.hotline import Hotline, running_hotline
from tests.parts.lines import SMALL
from tests.parts.people import People, Seat
from tests.parts.wait import stays, until

CONFIG = (
    SMALL
    + """
[callback]
hours = ["00:00-24:00"]
min_idle_s = "1d"
retry_after = ["1s"]
max_attempts = 3
"""
)
BUSY, NOBODY_HOME, SWITCHED_OFF, NO_SUCH = "13911110001", "13911110002", "13911110003", "13911110004"
REFUSED = "13911110005"
FATES = {
    BUSY: Behaviour(after_s=0.05, refuses=486),
    NOBODY_HOME: NEVER_PICKS_UP,
    SWITCHED_OFF: Behaviour(after_s=0.05, refuses=480),
    NO_SUCH: Behaviour(after_s=0.05, refuses=404),
    REFUSED: Behaviour(after_s=0.05, refuses=403),
}


@pytest.fixture(scope="module")
def hotline(workspace: Path, ports: Ports, far_end_port: int) -> Iterator[Hotline]:
    config = CONFIG.format(port=far_end_port)
    with running_hotline(workspace / "callbacks", ports, config) as running:
        yield running


@pytest.fixture(scope="module")
def homes(hotline: Hotline, far_end_port: int) -> Iterator[Phones]:
    """The citizens' telephones, as the trunk reaches them."""
    phones = Phones(hotline.place("127.0.0.2"), ANSWERS, FATES, port=far_end_port)
    yield phones
    phones.stop()


def miss(people: People, *callers: str) -> dict[str, Document]:
    """These citizens ring while nobody is there; the open duty of each."""
    before = {caller: len(ended(people, caller)) for caller in set(callers)}
    people.citizens([Dialling(caller=caller, dials="12345", fate=Fate(stays_s=0.5)) for caller in callers])
    wanted = {caller: count + callers.count(caller) for caller, count in before.items()}
    until(lambda: all(len(ended(people, caller)) >= count for caller, count in wanted.items()), "all missed", 30)
    owed = {row["number"]: row for row in people.admin.all("/callbacks", status="pending")}
    return {caller: owed[caller] for caller in callers}


def ended(people: People, caller: str) -> list[Document]:
    return [call for call in people.calls_of(caller) if call["state"] == "ended" and call["direction"] == "inbound"]


def status_of(people: People, callback: Document) -> str:
    return str(people.admin.get(f"/callbacks/{callback['id']}")["status"])


def until_status(people: People, callback: Document, status: str, timeout_s: float = 20.0) -> Document:
    def found() -> Document | None:
        row: Document = people.admin.get(f"/callbacks/{callback['id']}")
        return row if row["status"] == status else None

    try:
        return until(found, f"callback {status}", timeout_s)
    except AssertionError as error:
        raise AssertionError(f"{error}; it is {people.admin.get('/callbacks/' + str(callback['id']))}") from None


def until_attempts(people: People, callback: Document, attempts: int) -> None:
    until(lambda: people.admin.get(f"/callbacks/{callback['id']}")["attempts"] == attempts, f"{attempts} attempts")


@pytest.fixture(autouse=True)
def _nothing_is_left_owed(admin: Api) -> Iterator[None]:
    yield
    for status in ("pending", "offered", "dialling"):
        for row in admin.all("/callbacks", status=status):
            admin.post(f"/callbacks/{row['id']}/cancel")


def at_home(homes: Phones, number: str) -> list[PhoneCall]:
    return [call for call in homes.calls if call.called == number]


def until_it_rings(homes: Phones, number: str) -> None:
    until(lambda: any(call.is_ringing for call in at_home(homes, number)), "it rings at home")


def until_it_is_quiet(homes: Phones, number: str) -> None:
    until(lambda: not any(call.is_ringing for call in at_home(homes, number)), "a quiet home")


def take(seat: Seat) -> Document:
    """The agent takes the next callback and rings."""
    offer: Document = seat.api.post("/callbacks/next")
    return dict(seat.api.post(f"/callbacks/{offer['id']}/accept"))


def test_a_missed_citizen_is_rung_back_and_it_is_one_case(people: People, homes: Phones) -> None:
    citizen = people.new_number()
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

    call = until(lambda: next(iter(people.admin.all("/calls", direction="callback", state="ended")), None), "it ended")
    assert (call["outcome"], call["called"], call["agent"]) == ("answered", citizen, seat.username)
    assert (call["ticket"], call["callback"]) == (missed["ticket"], owed["id"])
    told = seat.api.post(f"/callbacks/{owed['id']}/outcome", {"outcome": "reached", "note": "水已恢复"})
    assert told["status"] == "reached"
    notes = seat.api.get(f"/tickets/{missed['ticket']}")["notes"]
    assert [note["text"] for note in notes] == ["水已恢复"]
    accounting = people.until_balanced()
    assert accounting["missed_by_callback"]["reached"] == 1
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


def due(seat: Seat) -> Document | None:
    return seat.api.post("/callbacks/next") or None


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


@pytest.mark.parametrize("stage", ["pending", "offered", "agent ringing", "citizen ringing"])
def test_a_citizen_who_gets_through_settles_it_at_every_stage(people: People, homes: Phones, stage: str) -> None:
    citizen = NOBODY_HOME
    owed = miss(people, citizen)[citizen]
    picks_up = Behaviour(after_s=None if stage == "agent ringing" else 0.1)
    seat = people.agent("hotline", behaviour=picks_up, state="paused")
    rung_before = len(at_home(homes, citizen))
    if stage == "offered":
        assert due(seat)
    elif stage != "pending":
        take(seat)
    if stage == "agent ringing":
        seat.until_ringing(citizen)
    elif stage == "citizen ringing":
        until(lambda: len(at_home(homes, citizen)) > rung_before, "it rings at home")
    answering = people.agent("hotline")
    people.citizen("12345", caller=citizen)
    answering.until_talking(citizen)

    assert until_status(people, owed, "self_resolved")["next_at"] is None
    if stage not in ("pending", "offered"):
        told = seat.screen.wait_for("callback.updated", lambda event: event["status"] == "self_resolved")
        assert told["callback"] == owed["id"]
        until(lambda: not [call for call in seat.calls if call.is_ringing or call.is_talking], "a quiet softphone")
        until_it_is_quiet(homes, citizen)
    rung = rung_before + (stage == "citizen ringing")
    until(lambda: len(at_home(homes, citizen)) == rung, f"{rung} calls at home")
    until(lambda: seat.now["holds"] == [], "the agent is held no more")


def test_who_rings_while_we_are_talking_is_owed_nothing_more(people: People, homes: Phones) -> None:
    citizen = people.new_number()
    owed = miss(people, citizen)[citizen]
    seat = people.agent("hotline", state="paused")
    take(seat)
    until_status(people, owed, "reached")
    second = people.citizen("12345", caller=citizen, fate=Fate(stays_s=20))
    until(lambda: len(ended(people, citizen)) == 2, "missed again", 40)
    second.hang_up_all()
    assert [call["callback"] for call in ended(people, citizen)] == [owed["id"]] * 2
    assert status_of(people, owed) == "reached"
    people.until_balanced()


@pytest.mark.parametrize(
    ("outcome", "status"),
    [("wrong_number", "invalid"), ("refuses", "reached"), ("voicemail", "pending"), ("later", "pending")],
)
def test_what_the_agent_says_of_it_amends_it(people: People, homes: Phones, outcome: str, status: str) -> None:
    citizen = people.new_number()
    owed = miss(people, citizen)[citizen]
    seat = people.agent("hotline", state="paused")
    take(seat)
    until_status(people, owed, "reached")
    seat.hang_up(seat.until_talking(citizen))
    told = seat.api.post(f"/callbacks/{owed['id']}/outcome", {"outcome": outcome, "note": ""})
    assert told["status"] == status
    assert (told["next_at"] is not None) == (status == "pending")
    if status == "pending":
        people.admin.post(f"/callbacks/{owed['id']}/cancel")


def test_the_agent_is_held_while_it_lasts_and_no_pause_of_theirs_is_lost(people: People, homes: Phones) -> None:
    citizen = people.new_number()
    owed = miss(people, citizen)[citizen]
    seat = people.agent("hotline", state="paused")
    take(seat)
    until_status(people, owed, "reached")
    until(lambda: "callback" in seat.now["holds"], "held for the callback")
    talk = seat.until_talking(citizen)
    stays(lambda: talk.is_talking, "the talk", 0.3)
    seat.hang_up(talk)
    until(lambda: seat.now["holds"] == [], "held no more")
    assert (seat.now["wish"], seat.now["wish_reason"]) == ("paused", "tea")


def test_an_agents_own_call_settles_what_is_owed(people: People, homes: Phones) -> None:
    citizen = people.new_number()
    owed = miss(people, citizen)[citizen]
    seat = people.agent("hotline", state="paused")
    seat.api.post("/calls", {"number": citizen, "ticket": owed["calls"] and ended(people, citizen)[0]["ticket"]})
    over = until_status(people, owed, "reached")
    assert over["agent"] == seat.username
    seat.hang_up(seat.until_talking(citizen))
    until(lambda: len(at_home(homes, citizen)) == 1, "one call at home")


def test_a_live_caller_waits_for_an_agent_who_is_on_a_callback(people: People, homes: Phones) -> None:
    citizen, caller = people.new_number(), people.new_number()
    owed = miss(people, citizen)[citizen]
    seat = people.agent("hotline")
    take(seat)
    until_status(people, owed, "reached")
    people.citizen("12345", caller=caller)
    people.call_in("queued", caller)
    talk = seat.until_talking(citizen)
    stays(lambda: people.calls_of(caller)[0]["state"] == "queued", "the citizen in the queue", 0.5)
    seat.hang_up(talk)
    seat.until_talking(caller)


def test_an_agent_on_the_telephone_takes_no_callback(people: People, homes: Phones) -> None:
    citizen, caller = people.new_number(), people.new_number()
    owed = miss(people, citizen)[citizen]
    seat = people.agent("hotline")
    offer = due(seat)
    assert offer is not None
    people.citizen("12345", caller=caller)
    seat.until_talking(caller)
    people.call_in("talking", caller)
    with pytest.raises(ApiError, match="You are in a call"):
        seat.api.post(f"/callbacks/{owed['id']}/accept")
    until_status(people, owed, "pending")  # it is taken back from who talks
    with pytest.raises(ApiError, match="is pending, not offered"):
        seat.api.post(f"/callbacks/{owed['id']}/decline")
    assert due(seat) is None
    assert at_home(homes, citizen) == []


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
