"""What is known of a call that we placed, and of one that an agent dialled on the phone."""

from cti.effects.effect import each
from cti.effects.plans import plan_what_was_dialled, read_plans
from hotline.names.marks import Mark
from hotline.store.calls import placed
from hotline.store.calls.placed import Plan
from hotline.store.tables import placed_calls
from tests.parts.cti.desk import Desk, step
from tests.parts.facts import placed as story
from tests.parts.facts.stories import CALLER, arrived, at, mark

DIALLED = "node1-1763686800.17"


def test_a_planned_call_is_read_and_not_planned_again(desk: Desk) -> None:
    plan = Plan(id=story.CALL, number=CALLER, agent="wang", extension="1001", created_at=at(0))
    placed.plan(desk.connection, plan)
    filing = desk.filing(step(*story.TALK, call=story.CALL), step(arrived()))
    for effect in (read_plans, each(plan_what_was_dialled)):
        assert desk.events(filing, effect) == []
    assert {call: one.number for call, one in filing.plans.items()} == {story.CALL: CALLER}
    assert len(desk.rows(placed_calls)) == 1


def test_what_is_dialled_on_the_phone_is_planned_when_its_number_is_known(desk: Desk) -> None:
    dials = mark(60, Mark.DIALS, f"1001:0086{CALLER}", DIALLED)
    filing = desk.filing(step(dials, call=DIALLED))
    desk.events(filing, each(plan_what_was_dialled))
    (row,) = desk.rows(placed_calls)
    assert (row["id"], row["number"], row["agent"], row["sent_at"]) == (DIALLED, CALLER, "wang", at(60))
    assert filing.plans[DIALLED].number == CALLER
