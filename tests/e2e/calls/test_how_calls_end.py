"""Each way in which a call can end: one call, one ticket, one outcome, and where it was missed."""

import pytest

from ops.phones.agent import NEVER_PICKS_UP
from ops.phones.citizen import Fate
from tests.parts.api import Document
from tests.parts.lines import number_of
from tests.parts.people import People
from tests.parts.wait import until


def ended_as(people: People, citizen: str, outcome: str, missed_in: str | None = None) -> Document:
    """The citizen's only call has ended so, and has its ticket; what was missed is owed a callback."""
    call = people.ended(citizen)
    assert (call["outcome"], call["missed_in"]) == (outcome, missed_in), call
    ticket = people.admin.get(f"/tickets/{call['ticket']}")
    assert ticket["number"] == call["ticket"]
    history = people.admin.get(f"/callers/{citizen}")
    assert [item["number"] for item in history["tickets"]] == [call["ticket"]]
    assert (history["open_callback"] is not None) == (outcome == "missed"), history["open_callback"]
    return call


def test_answered_and_the_citizen_hangs_up(people: People) -> None:
    agent, citizen = people.agent("hotline"), people.new_number()
    telephone = people.citizen(number_of("hotline"), caller=citizen)
    agent.until_talking(citizen)
    people.call_in("talking", citizen)
    telephone.hang_up()

    call = ended_as(people, citizen, "answered")
    assert call["agent"] == agent.username


def test_answered_and_the_agent_hangs_up(people: People) -> None:
    agent, citizen = people.agent("hotline"), people.new_number()
    telephone = people.citizen(number_of("hotline"), caller=citizen)
    phone = agent.until_talking(citizen)
    people.call_in("talking", citizen)
    agent.hang_up(phone)

    telephone.wait(20)
    assert telephone.call.ended_by == "hotline"
    ended_as(people, citizen, "answered")


def test_hung_up_in_the_greeting(people: People) -> None:
    people.agent("greeted")
    citizen = people.new_number()
    people.citizen(number_of("greeted"), caller=citizen, fate=Fate(stays_s=0.8))

    call = ended_as(people, citizen, "missed", "greeting")
    assert call["queued_at"] is None


def test_hung_up_in_the_queue(people: People) -> None:
    agent, first, citizen = people.agent("busy"), people.new_number(), people.new_number()
    people.citizen(number_of("busy"), caller=first)
    agent.until_talking(first)
    telephone = people.citizen(number_of("busy"), caller=citizen)
    people.call_in("queued", citizen)
    telephone.hang_up()

    call = ended_as(people, citizen, "missed", "queue")
    assert call["queued_at"] is not None
    assert call["agent"] is None


def test_hung_up_while_a_phone_rang(people: People) -> None:
    agent, citizen = people.agent("hotline", behaviour=NEVER_PICKS_UP), people.new_number()
    telephone = people.citizen(number_of("hotline"), caller=citizen)
    agent.until_ringing(citizen)
    agent.screen.wait_for("call.ringing", lambda event: event["call"]["caller"] == citizen)
    telephone.hang_up()

    ended_as(people, citizen, "missed", "ringing")
    ended = agent.screen.wait_for("call.ended", lambda event: event["call"]["caller"] == citizen)
    assert ended["call"]["outcome"] == "missed"


def test_turned_away_because_too_many_wait(people: People) -> None:
    agent, first, citizen = people.agent("tiny", behaviour=NEVER_PICKS_UP), people.new_number(), people.new_number()
    people.citizen(number_of("tiny"), caller=first)
    agent.until_ringing(first)
    people.citizen(number_of("tiny"), caller=citizen, fate=Fate(stays_s=2))

    ended_as(people, citizen, "missed", "full")


def test_turned_away_because_nobody_is_signed_in(people: People) -> None:
    citizen = people.new_number()
    telephone = people.citizen(number_of("abandoned"), caller=citizen)

    telephone.wait(30)  # they are told why
    assert telephone.call.ended_by == "hotline"
    ended_as(people, citizen, "missed", "empty")


def test_whoever_becomes_ready_while_they_are_told_that_nobody_is_there_gets_them(people: People) -> None:
    agent, citizen = people.agent("abandoned", state="offline"), people.new_number()
    telephone = people.citizen(number_of("abandoned"), caller=citizen)
    people.call_in("queued", citizen)
    until(lambda: waiting(people, "abandoned") == 1, "the citizen on the wall")
    agent.say("ready")
    agent.until_talking(citizen)
    telephone.hang_up()
    ended_as(people, citizen, "answered")


def waiting(people: People, queue: str) -> int:
    wall = people.user("supervisor").get("/wall")
    return next(int(one["waiting"]) for one in wall["queues"] if one["name"] == queue)


def test_sent_home_when_the_last_agent_goes_to_tea(people: People) -> None:
    agent, citizen = people.agent("busy"), people.new_number()
    first = people.new_number()
    people.citizen(number_of("busy"), caller=first)
    agent.until_talking(first)
    telephone = people.citizen(number_of("busy"), caller=citizen)
    people.call_in("queued", citizen)
    agent.say("paused", "tea")

    telephone.wait(30)
    ended_as(people, citizen, "missed", "empty")


def test_sent_home_after_waiting_too_long(people: People) -> None:
    agent, citizen = people.agent("hasty"), people.new_number()
    first = people.new_number()
    people.citizen(number_of("hasty"), caller=first)
    agent.until_talking(first)
    people.citizen(number_of("hasty"), caller=citizen, fate=Fate(stays_s=5))

    call = ended_as(people, citizen, "missed", "timeout")
    assert call["wait_s"] >= 2


def test_a_citizen_of_an_unknown_number_reaches_the_first_queue_and_raises_an_alarm(people: People) -> None:
    agent, citizen = people.agent("hotline"), people.new_number()
    telephone = people.citizen("99887", caller=citizen)
    agent.until_talking(citizen)
    telephone.hang_up()

    call = ended_as(people, citizen, "answered")
    assert (call["queue"], call["called"]) == ("hotline", "99887")
    alarms = people.user("supervisor").get("/alarms")["items"]
    assert any(alarm["kind"] == "unknown_number" and "99887" in alarm["subject"] for alarm in alarms), alarms


@pytest.mark.parametrize("spelling", ["{0}", "0477{0}"])
def test_the_number_may_be_dialled_with_and_without_area_code(people: People, spelling: str) -> None:
    agent, citizen = people.agent("busy"), people.new_number()
    telephone = people.citizen(spelling.format(number_of("busy")), caller=citizen)
    agent.until_talking(citizen)
    telephone.hang_up()

    assert ended_as(people, citizen, "answered")["queue"] == "busy"


def test_the_110_desk_comes_before_those_who_wait(people: People) -> None:
    agent, first, citizen, desk = people.agent("busy"), people.new_number(), people.new_number(), people.new_number()
    talking = people.citizen(number_of("busy"), caller=first)
    agent.until_talking(first)
    people.citizen(number_of("busy"), caller=citizen)
    people.call_in("queued", citizen)
    people.citizen(number_of("busy"), caller=desk, address="127.0.0.3")
    people.call_in("queued", desk)
    talking.hang_up()

    agent.until_talking(desk)
    assert people.call_in("queued", citizen)
