"""Hold, take back, hang up, bring back: what each allows, and what Asterisk is told."""

from datetime import timedelta

import pytest

from hotline.commands import calls
from hotline.commands.errors import NotFoundError, RefusedError
from tests.parts.commands.role import CALL, CITIZEN, NOW, TELEPHONE, Role


async def test_a_hold_is_told_in_three_actions_and_the_next_waits_for_what_came_of_it(role: Role) -> None:
    agent = role.agent("anna")
    role.call("anna")
    await calls.hold(role, agent, CALL, NOW)
    assert role.sent() == [("Setvar", CITIZEN), ("Setvar", TELEPHONE), ("Redirect", TELEPHONE)]
    assert all("T_MODE" not in action["Variable"] for action in role.asterisk.named("Setvar"))
    with pytest.raises(RefusedError, match="still carrying out the previous command"):
        await calls.hold(role, agent, CALL, NOW + timedelta(seconds=1))
    await calls.hold(role, agent, CALL, NOW + timedelta(seconds=6))


async def test_only_a_held_call_is_taken_back(role: Role) -> None:
    agent = role.agent("anna")
    role.call("anna")
    with pytest.raises(RefusedError, match="This call is talking, not held"):
        await calls.unhold(role, agent, CALL)


async def test_a_call_that_was_held_and_taken_back_can_be_held_again_at_once(role: Role) -> None:
    agent = role.agent("anna")
    role.call("anna")
    await calls.hold(role, agent, CALL, NOW)
    role.becomes("held")
    await calls.unhold(role, agent, CALL)
    role.becomes("talking")
    await calls.hold(role, agent, CALL, NOW + timedelta(seconds=1))
    assert [name for name, _ in role.sent() if name == "Redirect"] == ["Redirect", "Redirect"]


async def test_the_telephone_is_hung_up_and_one_who_has_left_has_none(role: Role) -> None:
    agent = role.agent("anna")
    role.call("anna")
    await calls.hang_up(role, agent, CALL)
    assert role.sent() == [("Hangup", TELEPHONE)]
    leg = {"agent": "otto", "extension": "1002", "channel": "x", "answered_at": None, "ended_at": NOW}
    role.call("otto", id="node1-2.1", legs=[leg])
    with pytest.raises(RefusedError, match="You have left this call"):
        await calls.hang_up(role, role.agent("otto", "1002"), "node1-2.1")


async def test_a_supervisor_brings_back_the_citizen_of_any_agent(role: Role) -> None:
    role.agent("anna")
    role.call("anna")
    await calls.bring_back_call(role, role.agent("boss", None, "supervisor"), CALL, NOW)
    assert role.sent() == [("Hangup", TELEPHONE)]
    with pytest.raises(NotFoundError, match="There is no such call"):
        await calls.bring_back_call(role, role.agent("chief", None, "supervisor"), "none", NOW)
