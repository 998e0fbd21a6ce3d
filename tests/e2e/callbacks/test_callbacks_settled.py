"""A callback ends when the citizen is reached in any other way; its agent is held while it lasts, and no longer."""

import pytest

from ops.phones.agent import Behaviour, Phones
from ops.phones.citizen import Fate
from tests.parts.api import ApiError
from tests.parts.callbacks.owed import (
    NOBODY_HOME,
    at_home,
    due,
    ended,
    miss,
    status_of,
    take,
    until_it_is_quiet,
    until_status,
)
from tests.parts.people import People
from tests.parts.wait import stays, until

pytestmark = pytest.mark.usefixtures("nothing_left_owed")


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
