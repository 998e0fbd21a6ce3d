"""An agent dials from the screen: what is refused, and the plan that is written."""

import pytest

from hotline.commands.dialling import Dial, dial
from hotline.commands.errors import InvalidError, RefusedError
from hotline.domain.agents.agent import AgentState
from hotline.domain.agents.now import PHONE_CLOSED, AgentNow, agent_now
from hotline.store.tables import alarms, placed_calls
from tests.parts.commands.role import NOW, Role

READY = AgentNow(state=AgentState.READY)


async def test_a_call_is_planned_in_its_one_spelling_and_the_callback_role_is_told(role: Role) -> None:
    planned = await dial(role, role.agent("anna"), READY, Dial(number="138 0000 0002", ticket=None), NOW)
    (row,) = role.rows(placed_calls)
    assert (row["id"], row["number"], row["agent"], row["extension"]) == (planned.id, "13800000002", "anna", "1001")
    assert role.live.nouns == ["callbacks"]
    assert role.sent() == [], "Asterisk is the callback role's"


async def test_what_cannot_be_dialled_is_said_and_nothing_is_planned(role: Role) -> None:
    agent = role.agent("anna")
    role.agent("otto", "10010")
    for number, said in (
        ("not a number", "Expected a telephone number of this country"),
        ("12345", "the hotline's own number"),
        ("10010", "colleague's extension"),
    ):
        with pytest.raises(InvalidError, match=said):
            await dial(role, agent, READY, Dial(number=number, ticket=None), NOW)
    closed = AgentNow(reason=PHONE_CLOSED)
    with pytest.raises(RefusedError, match="Your softphone is closed: open it, then dial"):
        await dial(role, agent, closed, Dial(number="13800000002", ticket=None), NOW)
    with pytest.raises(RefusedError, match="You have no extension"):
        await dial(role, role.agent("boss", None), READY, Dial(number="13800000002", ticket=None), NOW)
    assert role.rows(placed_calls) == []
    assert role.live.nouns == []


async def test_one_call_is_placed_at_a_time_and_no_alarm_is_given_for_that(role: Role) -> None:
    agent = role.agent("anna")
    await dial(role, agent, READY, Dial(number="13800000002", ticket=None), NOW)
    with pytest.raises(RefusedError, match="You are placing a call already"):
        await dial(role, agent, READY, Dial(number="13800000003", ticket=None), NOW)
    assert role.rows(alarms) == []


def test_an_agent_of_whom_nothing_is_shown_is_neither_ready_nor_closed() -> None:
    assert agent_now(None) == agent_now({}) == AgentNow()
    assert not AgentNow().is_ready
    assert not AgentNow().phone_is_closed
    assert agent_now({"state": "offline", "reason": "phone"}).phone_is_closed
    assert agent_now({"state": "ready", "reason": ""}).is_ready
