"""What agents are told of their transfers, and the wrap-up after them."""

import pytest
from sqlalchemy import update

from cti.effects.effect import each
from cti.effects.transfers import tell_transfers
from cti.effects.wrap_up import wrap_up_after_transfer
from hotline.store.tables import agent_holds, transfers
from tests.parts.cti.desk import Desk, step
from tests.parts.facts.stories import arrived, at, ends, leaves
from tests.parts.facts.transfers import TALKING
from tests.parts.facts.transfers import step as told

KEYED = told(19.9, "keyed", "three_way:1001:96300")
DIALLING = (KEYED, told(20, "aside", "three_way"), told(20, "dialling.1", "96300"))
LEFT = (told(25, "answered", "96300"), told(25.3, "met"), told(40, "agent_left"), leaves(40, "a"), ends(40, "a"))


def test_a_transfer_that_was_keyed_is_written_with_its_ticket_and_told(desk: Desk) -> None:
    filing = desk.file(step(*TALKING, *DIALLING))
    (row,) = desk.rows(transfers)
    assert (row["agent"], row["mode"], row["target"], row["ticket"], row["state"]) == (
        *("wang", "three_way", "96300"),
        *("20261121-00001", "dialling"),
    )
    assert desk.events(filing, each(tell_transfers)) == [], "nothing has changed since"


def test_each_step_of_a_transfer_is_told_to_its_agent(desk: Desk) -> None:
    dialling = step(*TALKING, *DIALLING)
    desk.file(dialling)
    filing = desk.filing(step(*TALKING, *DIALLING, *LEFT[:2], after=dialling))
    (event,) = desk.events(filing, each(tell_transfers))
    assert (event.type.value, event.agent, event.payload["state"]) == ("transfer.updated", "wang", "talking")


def test_a_call_without_transfers_asks_for_none(desk: Desk) -> None:
    for effect in (each(tell_transfers), each(wrap_up_after_transfer)):
        assert desk.events(desk.filing(step(arrived())), effect) == []


@pytest.mark.parametrize(
    ("emergency", "now", "blocked"),
    [(False, 41, [("wang", "wrapup", at(70))]), (True, 41, []), (False, 71, [])],
    ids=["30 s from the end of the leg", "none after an emergency", "over by now"],
)
def test_an_agent_who_leaves_a_transfer_wraps_up(
    desk: Desk, emergency: bool, now: float, blocked: list[tuple[object, ...]]
) -> None:
    desk.agent("wang", "1001")
    dialling = step(*TALKING, *DIALLING)
    desk.file(dialling)
    desk.connection.execute(update(transfers).values(emergency=emergency))
    filing = desk.filing(step(*TALKING, *DIALLING, *LEFT, after=dialling), now=at(now))
    assert desk.events(filing, each(wrap_up_after_transfer)) == []
    assert [(row["username"], row["hold"], row["until"]) for row in desk.rows(agent_holds)] == blocked
