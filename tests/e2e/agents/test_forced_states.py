"""强制示忙、示闲、签出: a supervisor sets an agent's state, and a stuck one is seen and mended."""

import pytest

from ops.phones.agent import NEVER_PICKS_UP
from tests.parts.api import Api, ApiError
from tests.parts.lines import number_of
from tests.parts.people import People, Seat
from tests.parts.wait import until


@pytest.fixture
def boss(people: People) -> Api:
    return people.user("supervisor")


def in_asterisk(people: People, seat: Seat, queue: str) -> str:
    """The agent's line in Asterisk's own list of the queue; "" when they are no member."""
    lines = people.hotline.asterisk.cli(f"queue show {queue}").splitlines()
    return next((line for line in lines if f"PJSIP/{seat.extension}" in line), "")


def test_paused_ready_and_signed_out_by_a_supervisor(people: People, boss: Api, admin: Api) -> None:
    agent = people.agent("busy")
    path = f"/agents/{agent.username}/state"
    answer = boss.put(path, {"state": "paused", "reason": "到前台来"})
    assert (answer["state"], answer["reason"], answer["applied"]) == ("paused", "到前台来", True)
    assert "paused" in in_asterisk(people, agent, "busy")
    told = agent.screen.wait_for("agent.forced")
    assert (told["state"], told["reason"], told["by"][:10]) == ("paused", "到前台来", "supervisor")
    now = agent.until_state("paused")
    assert (now["reason"], now["wish_by"]) == ("到前台来", told["by"])

    assert boss.put(path, {"state": "ready", "reason": ""})["applied"]
    assert "paused" not in in_asterisk(people, agent, "busy")
    citizen = people.new_number()
    people.citizen(number_of("busy"), caller=citizen)
    agent.until_talking(citizen)

    assert boss.put(path, {"state": "offline", "reason": "下班"})["applied"]
    assert in_asterisk(people, agent, "busy") == ""
    assert people.call_in("talking", citizen), "the talk goes on"
    agent.say("ready")
    assert agent.now["wish_by"] is None

    forced = [row for row in admin.all("/audit/access", kind="state_forced") if row["username"] == agent.username]
    assert [row["detail"]["state"] for row in forced] == ["offline", "ready", "paused"]
    assert {row["actor"] for row in forced} == {told["by"]}


def test_who_may_and_who_can_be_set(people: People, boss: Api, admin: Api) -> None:
    agent, other = people.agent("busy", state="offline"), people.agent("busy", state="offline")
    wanted = {"state": "paused", "reason": ""}
    with pytest.raises(ApiError, match="403"):
        agent.api.put(f"/agents/{other.username}/state", wanted)
    with pytest.raises(ApiError, match="404"):
        boss.put("/agents/nobody/state", wanted)
    with pytest.raises(ApiError, match="409"):
        boss.put("/agents/admin/state", wanted)
    admin.patch(f"/agents/{other.username}", {"disabled": True})
    other.is_removed = True
    with pytest.raises(ApiError, match="409"):
        boss.put(f"/agents/{other.username}/state", wanted)


def test_an_agent_who_let_it_ring_is_released(people: People, boss: Api, admin: Api) -> None:
    agent = people.agent("inorder", behaviour=NEVER_PICKS_UP)
    citizen = people.new_number()
    telephone = people.citizen(number_of("inorder"), caller=citizen)
    until(lambda: agent.now["holds"] == ["no_answer"], "a hold", 15)
    telephone.hang_up()
    assert "paused" in in_asterisk(people, agent, "inorder")

    released = boss.delete(f"/agents/{agent.username}/holds/no_answer")
    assert released["holds"] == []
    assert "paused" not in in_asterisk(people, agent, "inorder")
    agent.until_state("ready")
    for hold in ("no_answer", "lunch"):
        with pytest.raises(ApiError, match="404"):
            boss.delete(f"/agents/{agent.username}/holds/{hold}")
    (row,) = [row for row in admin.all("/audit/access", kind="hold_released") if row["username"] == agent.username]
    assert row["detail"] == {"hold": "no_answer"}
