"""What somebody can do with a call, as the screens are told, is what the commands would not refuse."""

from typing import Any

import pytest

from hotline.commands.own_calls import existing_call
from hotline.commands.possible import possible
from hotline.domain.agents.agent import Agent
from hotline.store.engine import reading
from tests.parts.commands.role import CALL, NOW, Role

MINE: dict[str, Any] = {"agent": "anna", "extension": "1001", "channel": "node1-1.2", "answered_at": NOW}
THEIRS: dict[str, Any] = MINE | {"agent": "otto", "extension": "1002", "channel": "node1-1.3"}


def can(role: Role, agent: Agent) -> list[str]:
    with reading(role.engine) as connection:
        return [action.value for action in possible(existing_call(connection, CALL), agent)]


@pytest.mark.parametrize(
    ("legs", "columns", "expected"),
    [
        ([MINE | {"ended_at": None}], {}, ["hangup", "hold", "transfers", "bring_back"]),
        ([MINE | {"ended_at": None}], {"state": "held"}, ["hangup", "unhold"]),
        ([MINE | {"ended_at": None, "on_hold": True}], {"state": "held"}, ["hangup"]),
        # a room of three: the citizen would not be without anybody
        ([MINE | {"ended_at": None}, THEIRS | {"ended_at": None}], {}, ["hangup", "hold", "transfers"]),
        ([MINE | {"ended_at": NOW}, THEIRS | {"ended_at": None}], {}, ["bring_back"]),
        ([THEIRS | {"ended_at": None}], {}, []),
        ([MINE | {"ended_at": None}], {"state": "ended", "ended_at": NOW}, []),
    ],
    ids=["talking", "held", "held by the telephone", "three", "left", "somebody else's", "over"],
)
async def test_an_agent_can(role: Role, legs: list[Any], columns: dict[str, Any], expected: list[str]) -> None:
    role.call("otto", legs=legs, **columns)
    assert can(role, role.agent("anna")) == expected


async def test_a_supervisor_can_bring_back_and_end_any_call(role: Role) -> None:
    role.call("anna")
    assert can(role, role.agent("boss", None, "supervisor")) == ["bring_back", "end"]
