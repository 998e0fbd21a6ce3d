"""The duty to ring back, opened, joined and settled by calls."""

from dataclasses import replace

import pytest
from sqlalchemy import update

from cti.effects.callbacks import callback_of_inbound, callback_of_placed
from cti.effects.effect import each
from cti.effects.plans import read_plans
from hotline.domain.facts.facts import Fact
from hotline.store.calls import placed
from hotline.store.calls.placed import Plan
from hotline.store.tables import callbacks
from tests.parts.cti.desk import Desk, step
from tests.parts.facts import placed as story
from tests.parts.facts.stories import CALLER, CITIZEN, answered_by, arrived, at, ends, queued

MISSED = (arrived(), queued(), ends(30))
EARLIER = "node1-1763686800.3"


def test_a_missed_call_opens_a_callback_that_its_row_names(desk: Desk) -> None:
    missed = step(*MISSED)
    filing = desk.filing(missed)
    assert desk.events(filing, each(callback_of_inbound)) == []
    ((callback,),) = (desk.rows(callbacks),)
    assert filing.callbacks == {CITIZEN: callback["id"]}
    desk.file(missed)
    assert desk.row_of(missed.after)["callback"] == callback["id"]


def test_a_call_that_lives_or_was_placed_owes_nothing(desk: Desk) -> None:
    filing = desk.filing(step(arrived(), queued()), step(*story.TALK, call=story.CALL))
    assert desk.events(filing, each(callback_of_inbound)) == []
    assert desk.rows(callbacks) == []


def test_who_gets_through_is_owed_nothing_more(desk: Desk) -> None:
    desk.file(step(arrived(0, EARLIER), ends(30, EARLIER), call=EARLIER))
    answered = step(arrived(100), queued(103), *answered_by("1001", "a", 104, 109, 160))
    assert desk.events(desk.filing(answered), each(callback_of_inbound)) == []
    assert [row["status"] for row in desk.rows(callbacks)] == ["self_resolved"]


@pytest.mark.parametrize(
    ("facts", "status"),
    [
        (story.TALK[:5], "reached"),
        ([*story.TALK[:3], ends(30, "p"), ends(30, story.CALL)], "pending"),
    ],
    ids=["reached", "in vain"],
)
def test_a_placed_call_settles_the_callback_that_it_was_placed_for(desk: Desk, facts: list[Fact], status: str) -> None:
    desk.file(step(*MISSED))
    (owed,) = desk.rows(callbacks)
    desk.connection.execute(update(callbacks).values(status="dialling"))
    values = Plan(id=story.CALL, number=CALLER, agent="wang", extension="1001", created_at=at(40))
    placed.plan(desk.connection, replace(values, callback=owed["id"]))
    filing = desk.filing(step(*facts, call=story.CALL))
    list(read_plans(filing))
    told = desk.events(filing, each(callback_of_placed))
    assert [(event.type.value, event.agent, event.payload["status"]) for event in told] == [
        ("callback.updated", "wang", status)
    ]
    assert [row["status"] for row in desk.rows(callbacks)] == [status]


def test_who_got_through_while_they_were_dialled_is_not_dialled_again(desk: Desk) -> None:
    """Both in one batch: the answered call counts, though the attempt comes first."""
    desk.file(step(arrived(0, EARLIER), ends(30, EARLIER), call=EARLIER))
    (owed,) = desk.rows(callbacks)
    desk.connection.execute(update(callbacks).values(status="dialling"))
    values = Plan(id=story.CALL, number=CALLER, agent="wang", extension="1001", created_at=at(40))
    placed.plan(desk.connection, replace(values, callback=owed["id"]))
    in_vain = step(*story.TALK[:3], ends(30, "p"), ends(30, story.CALL), call=story.CALL)
    desk.file(in_vain, step(arrived(100), queued(103), *answered_by("1001", "a", 104, 109, 160)))
    assert [row["status"] for row in desk.rows(callbacks)] == ["self_resolved"]
