"""The row of a call."""

from dataclasses import replace

from cti.effects.filing import EFFECTS
from cti.effects.records import save_calls
from hotline.store.calls import calls, placed
from hotline.store.calls.placed import Plan
from tests.parts.cti.desk import Desk, step
from tests.parts.facts import placed as story
from tests.parts.facts.stories import CALLER, CITIZEN, arrived, at, joins, queued, rings


def test_an_inbound_call_has_the_number_that_rang_and_the_queue(desk: Desk) -> None:
    talking = step(arrived(), queued(), rings(4, "1001", "a"), joins(9, "a"), joins(9, CITIZEN))
    list(save_calls(desk.file(talking, until=save_calls)))
    row = desk.row_of(talking.after)
    assert {name: row[name] for name in ("caller", "called", "queue", "agent", "state", "ticket", "callback")} == {
        "caller": CALLER,
        "called": "12345",
        "queue": "hotline",
        "agent": "wang",
        "state": "talking",
        "ticket": "20261121-00001",
        "callback": None,
    }
    assert calls.live_facts(desk.connection) == list(talking.facts)


def test_a_placed_call_has_our_number_and_what_was_planned(desk: Desk) -> None:
    values = Plan(id=story.OUTBOUND, number=CALLER, agent="wang", extension="1001", created_at=at(0))
    placed.plan(desk.connection, replace(values, ticket="20261120-00007"))
    ringing = step(story.placed(channel=story.OUTBOUND), call=story.OUTBOUND)
    desk.file(ringing)
    row = desk.row_of(ringing.after)
    assert (row["caller"], row["called"], row["queue"], row["ticket"]) == ("12345", CALLER, None, "20261120-00007")


def test_rows_of_both_kinds_are_written_by_one_statement(desk: Desk) -> None:
    """`calls.save` wants the same columns in all rows."""
    both = (step(arrived()), step(story.placed(), call=story.CALL))
    desk.file(*both)
    assert [desk.row_of(change.after)["direction"] for change in both] == ["inbound", "callback"]
    assert save_calls in EFFECTS
