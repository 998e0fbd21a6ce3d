"""Each call has the ticket that it should have, and the agent who speaks has the ticket."""

from dataclasses import replace

from cti.effects.filing import EFFECTS
from cti.effects.records import save_calls
from cti.effects.tickets import give_tickets, learn_callers, number_tickets, open_tickets
from hotline.store.calls import placed
from hotline.store.calls.placed import Plan
from hotline.store.tables import tickets
from tests.parts.cti.desk import Desk, step
from tests.parts.facts import placed as story
from tests.parts.facts.stories import CALLER, CITIZEN, arrived, at, joins, queued, rings

OTHER = "node1-1763686800.2"
RINGING = (arrived(), queued(), rings(4, "1001", "a"))
TALKING = (*RINGING, joins(9, "a"), joins(9, CITIZEN))


def test_numbers_follow_the_order_in_which_calls_began(desk: Desk) -> None:
    filing = desk.filing(step(arrived(5)), step(arrived(1, OTHER), call=OTHER))
    list(number_tickets(filing))
    assert filing.new_tickets == {OTHER: "20261121-00001", CITIZEN: "20261121-00002"}


def test_a_call_that_has_its_ticket_takes_no_other(desk: Desk) -> None:
    first = step(arrived())
    desk.file(first)
    again = desk.filing(step(arrived(), queued(), after=first))
    list(number_tickets(again))
    assert (again.new_tickets, again.own_tickets) == ({}, {CITIZEN: "20261121-00001"})


def test_a_call_that_was_placed_for_a_ticket_opens_none(desk: Desk) -> None:
    for call, ticket in ((story.OUTBOUND, "20261120-00007"), (story.CALL, None)):
        values = Plan(id=call, number=CALLER, agent="wang", extension="1001", created_at=at(0))
        placed.plan(desk.connection, replace(values, ticket=ticket))
    ours = [step(story.placed(channel=call), call=call) for call in (story.OUTBOUND, story.CALL)]
    filing = desk.file(*ours, until=save_calls)
    assert filing.new_tickets == {}
    assert [filing.ticket_of(change.after) for change in ours] == ["20261120-00007", None]


def test_a_ticket_opens_with_the_citizen_s_number(desk: Desk) -> None:
    filing = desk.file(step(arrived()), until=open_tickets)
    list(open_tickets(filing))
    (ticket,) = desk.rows(tickets)
    assert (ticket["call"], ticket["caller"], ticket["agent"], ticket["status"]) == (CITIZEN, CALLER, None, "open")


def test_who_begins_to_speak_has_the_ticket(desk: Desk) -> None:
    ringing = step(*RINGING)
    desk.file(ringing)
    filing = desk.file(step(*TALKING, after=ringing), until=give_tickets)
    assert desk.rows(tickets)[0]["agent"] is None
    list(give_tickets(filing))
    assert desk.rows(tickets)[0]["agent"] == "wang"


def test_a_caller_who_is_known_later_is_on_the_ticket(desk: Desk) -> None:
    nameless = step(replace(arrived(), data={**arrived().data, "caller": ""}))
    desk.file(nameless)
    filing = desk.file(step(arrived(), after=nameless), until=learn_callers)
    assert desk.rows(tickets)[0]["caller"] == ""
    list(learn_callers(filing))
    assert desk.rows(tickets)[0]["caller"] == CALLER


def test_tickets_open_after_the_calls_that_they_refer_to() -> None:
    assert EFFECTS.index(number_tickets) < EFFECTS.index(save_calls) < EFFECTS.index(open_tickets)
