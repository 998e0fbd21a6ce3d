"""What agents do and do not do: who is rung, who is not, and what they are told."""

import socket

import pytest

from ops.phones.agent import ANSWERS, NEVER_PICKS_UP, REJECTS, Behaviour
from ops.phones.citizen import Fate
from ops.phones.registration import register
from ops.phones.sipp import SippError
from tests.parts.lines import number_of
from tests.parts.people import People
from tests.parts.wait import stays, until


@pytest.mark.parametrize("absent", [NEVER_PICKS_UP, REJECTS], ids=["does not pick up", "declines"])
def test_an_agent_who_does_not_answer_is_rung_once_and_the_next_one_answers(people: People, absent: Behaviour) -> None:
    first, second = people.agent("inorder", behaviour=absent), people.agent("inorder")
    citizen = people.new_number()
    telephone = people.citizen(number_of("inorder"), caller=citizen)
    second.until_talking(citizen)

    assert len(first.calls) == 1
    told = first.screen.wait_for("agent.state", lambda event: event["state"] == "paused")
    assert told["reason"]
    telephone.hang_up()
    call = people.ended(citizen)
    assert (call["outcome"], call["agent"]) == ("answered", second.username)
    assert [leg["agent"] for leg in call["legs"]] == [first.username, second.username]

    again = people.new_number()
    people.citizen(number_of("inorder"), caller=again)
    second.until_talking(again)
    assert len(first.calls) == 1


def test_an_agent_who_missed_a_call_says_ready_and_is_rung_again(people: People) -> None:
    first, second = people.agent("inorder", behaviour=NEVER_PICKS_UP), people.agent("inorder")
    citizen, again = people.new_number(), people.new_number()
    telephone = people.citizen(number_of("inorder"), caller=citizen)
    second.until_talking(citizen)
    telephone.hang_up()
    first.until_state("paused")

    first.say("ready")
    first.until_state("ready")
    people.citizen(number_of("inorder"), caller=again)
    first.until_ringing(again)


def test_where_the_rule_is_keep_an_absent_agent_stays_in_the_queue(people: People) -> None:
    first, second = people.agent("patient", behaviour=NEVER_PICKS_UP), people.agent("patient")
    citizen = people.new_number()
    people.citizen(number_of("patient"), caller=citizen)
    second.until_talking(citizen)

    assert first.until_state("ready")


def test_a_closed_softphone_is_not_rung_and_shows_as_away(people: People) -> None:
    closed, present = people.agent("inorder", behaviour=None), people.agent("inorder")
    citizen = people.new_number()
    people.citizen(number_of("inorder"), caller=citizen)
    talk = present.until_talking(citizen)

    assert talk.rang_at_s
    assert closed.now["state"] == "offline"
    assert [leg["agent"] for leg in people.call_in("talking", citizen)["legs"]] == [present.username]


def test_who_logs_out_in_a_call_finishes_it_and_is_rung_no_more(people: People) -> None:
    agent = people.agent("busy")
    citizen, later = people.new_number(), people.new_number()
    telephone = people.citizen(number_of("busy"), caller=citizen)
    talk = agent.until_talking(citizen)
    until(lambda: people.seat_on_the_wall(agent)["desk"], "an open desk on the wall")
    agent.log_out()
    assert talk.is_talking
    telephone.hang_up()
    seat = until(lambda: (now := people.seat_on_the_wall(agent))["state"] == "offline" and now, "an agent who has left")
    assert (seat["reason"], seat["desk"]) == ("logged_out", False)

    people.citizen(number_of("busy"), caller=later, fate=Fate(stays_s=2))
    assert people.ended(later)["missed_in"] == "empty"
    assert len(agent.calls) == 1


def test_a_softphone_that_vanishes_is_noticed(people: People) -> None:
    agent = people.agent("busy")
    assert agent.phone
    agent.phone.stop()
    agent.until_state("offline", 30)

    agent.plug_in(ANSWERS)
    agent.until_state("ready")
    citizen = people.new_number()
    people.citizen(number_of("busy"), caller=citizen)
    agent.until_talking(citizen)


def test_a_paused_agent_is_not_rung_until_ready(people: People) -> None:
    agent, colleague = people.agent("busy"), people.agent("busy")
    agent.say("paused", "lunch")
    assert agent.until_state("paused")["reason"] == "lunch"
    first, second = people.new_number(), people.new_number()
    people.citizen(number_of("busy"), caller=first)
    colleague.until_talking(first)
    people.citizen(number_of("busy"), caller=second)
    people.call_in("queued", second)
    stays(lambda: not agent.calls, "the paused agent is left alone", 1.5)

    agent.say("ready")
    agent.until_talking(second)


def test_an_agent_who_signs_out_is_rung_no_more(people: People) -> None:
    agent = people.agent("busy")
    agent.say("offline")
    citizen = people.new_number()
    people.citizen(number_of("busy"), caller=citizen, fate=Fate(stays_s=2))

    assert people.ended(citizen)["missed_in"] == "empty"
    assert not agent.calls


def test_an_agent_who_signs_out_in_a_call_finishes_it(people: People) -> None:
    agent, citizen = people.agent("busy"), people.new_number()
    telephone = people.citizen(number_of("busy"), caller=citizen)
    agent.until_talking(citizen)
    agent.say("offline")
    people.call_in("talking", citizen)
    stays(lambda: telephone.call.ended_at_s is None, "the talk goes on", 1)

    telephone.hang_up()
    assert people.ended(citizen)["outcome"] == "answered"


def test_after_a_call_the_agent_has_time_to_write(people: People) -> None:
    agent, citizen, second = people.agent("wrapping"), people.new_number(), people.new_number()
    telephone = people.citizen(number_of("wrapping"), caller=citizen)
    agent.until_talking(citizen)
    telephone.hang_up()
    call = people.ended(citizen)
    agent.screen.wait_for("agent.state", lambda event: event["state"] == "wrapup")
    people.citizen(number_of("wrapping"), caller=second)

    talk = agent.until_talking(second)
    assert telephone.call.ended_at_s
    assert talk.rang_at_s - telephone.call.ended_at_s >= 2.5, call


def test_an_extension_with_another_secret_is_turned_away(people: People) -> None:
    agent = people.agent("busy", behaviour=None, state="offline")

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as telephone:
        telephone.bind(("127.0.0.1", 0))
        answers = register(telephone, people.hotline.sip, {agent.extension: "guessed"}, expires_s=60)
    assert answers == {agent.extension: 401}


def test_a_removed_agent_is_rung_no_more_and_cannot_register(people: People) -> None:
    agent = people.agent("busy")
    people.remove(agent)
    citizen = people.new_number()
    people.citizen(number_of("busy"), caller=citizen, fate=Fate(stays_s=2))

    assert people.ended(citizen)["missed_in"] == "empty"
    assert not agent.calls
    with pytest.raises(SippError, match="401"):
        agent.plug_in()
