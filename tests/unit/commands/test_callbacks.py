"""Callbacks: the rule of offers and the count of lines, for the agent who asks and for the callback role alike."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from hotline.commands import callbacks
from hotline.commands.errors import RefusedError
from hotline.commands.lines import carrier_takes, lines, more_callbacks
from hotline.commands.offers import Needed, needed, offer
from hotline.domain.agents.agent import AgentState
from hotline.domain.agents.now import PHONE_CLOSED, AgentNow
from hotline.store.callbacks import carrier
from hotline.store.engine import reading, writing
from hotline.store.tables import callbacks as table
from hotline.store.tables import placed_calls
from tests.parts.commands.role import NOW, Role

READY, PAUSED = AgentNow(state=AgentState.READY), AgentNow(state=AgentState.PAUSED)
MOMENTS = ("missed_at", "last_missed_at", "place_at", "lasts_from", "next_at")


def owe(role: Role) -> None:
    columns: dict[str, Any] = {"number": "13800000009", "status": "pending"} | dict.fromkeys(MOMENTS, NOW)
    with writing(role.engine) as connection:
        connection.execute(insert(table).values(**columns))


def plan(role: Role, call: str, *, sent: bool) -> None:
    columns = {"id": call, "number": "13800000001", "agent": "x", "extension": "1", "created_at": NOW}
    with writing(role.engine) as connection:
        connection.execute(insert(placed_calls).values(**columns, sent_at=NOW if sent else None))


@pytest.mark.parametrize(
    ("state", "is_ready", "why"),
    [("queued", True, Needed.CITIZENS_WAIT), ("queued", False, None), ("ended", True, None)],
)
async def test_who_is_ready_is_kept_for_those_who_wait(role: Role, state: str, is_ready: bool, why: Needed) -> None:
    role.call("otto", state=state, legs=[], ended_at=NOW if state == "ended" else None)
    with reading(role.engine) as connection:
        assert needed(connection, "anna", is_ready=is_ready) is why


async def test_both_ways_to_a_callback_keep_the_same_rule(role: Role) -> None:
    agent = role.agent("anna")
    owe(role)
    role.call("otto", id="node1-2.1", state="queued", legs=[])
    with writing(role.engine) as connection:
        assert not offer(connection, "anna", None, NOW)
    assert await callbacks.claim_next(role, agent, READY, NOW) is None
    given = await callbacks.claim_next(role, agent, PAUSED, NOW)
    assert given is not None
    assert given.status == "offered"
    with pytest.raises(RefusedError, match="Citizens are waiting in the queue, and they come first"):
        await callbacks.accept(role, agent, READY, given.id, NOW)
    taken = await callbacks.accept(role, agent, PAUSED, given.id, NOW)
    assert taken.status == "dialling"
    assert role.live.nouns == ["callbacks"]


async def test_nobody_is_rung_at_night_or_from_a_closed_softphone(role: Role) -> None:
    agent = role.agent("anna")
    owe(role)
    night = NOW + timedelta(hours=12)
    assert await callbacks.claim_next(role, agent, PAUSED, night) is None
    given = await callbacks.claim_next(role, agent, PAUSED, NOW)
    assert given is not None
    with pytest.raises(RefusedError, match="may not be rung at this hour"):
        await callbacks.accept(role, agent, PAUSED, given.id, night)
    with pytest.raises(RefusedError, match="Your softphone is closed: open it, then accept"):
        await callbacks.accept(role, agent, AgentNow(reason=PHONE_CLOSED), given.id, NOW)


async def test_lines_are_counted_with_those_that_are_planned_where_it_is_asked(role: Role) -> None:
    trunk = role.settings.hotline.trunks[0]
    plan(role, "node1-1.c1", sent=True)
    plan(role, "node1-1.c2", sent=False)
    with reading(role.engine) as connection:
        assert (lines(connection, trunk), lines(connection, trunk, planned=True)) == (1, 0)
        assert more_callbacks(connection, trunk, NOW) == 0


async def test_after_a_refusal_of_the_carrier_callbacks_rest_and_then_go_one_at_a_time(role: Role) -> None:
    trunk = role.settings.hotline.trunks[0]
    later = NOW + timedelta(seconds=16)
    with writing(role.engine) as connection:
        carrier.refused(connection, trunk.name, "503", NOW)
        assert carrier_takes(connection, trunk, NOW) == 0
        assert more_callbacks(connection, trunk, later) == 1
