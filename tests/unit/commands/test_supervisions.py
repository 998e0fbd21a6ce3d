"""A supervisor in a call: what is refused, and what is written before anything is done."""

from typing import Any

import pytest

from hotline.commands.errors import CommandError, NotYoursError, RefusedError
from hotline.commands.supervisors.supervisions import Supervise, begin, change_mode, leave
from hotline.domain.agents.agent import Agent, AgentState
from hotline.domain.agents.now import PHONE_CLOSED, AgentNow
from hotline.domain.supervisions.supervision import NotJoined, SupervisionMode
from hotline.store.engine import writing
from hotline.store.privacy.looks import Look
from hotline.store.supervisions import supervisions
from hotline.store.supervisions.supervisions import SupervisionRow
from hotline.store.tables import looks
from hotline.store.tables import supervisions as table
from tests.parts.commands.role import CALL, NOW, TELEPHONE, Role

SEEN = Look(at=NOW, username="boss", what="supervision", subject=CALL, reason="", full_number=False)
HERE, AWAY = AgentNow(), AgentNow(state=AgentState.OFFLINE, reason=PHONE_CLOSED)


@pytest.fixture
def boss(role: Role) -> Agent:
    role.agent("anna")
    return role.agent("boss", "1009", "supervisor")


async def supervise(role: Role, who: Agent, agent_now: AgentNow = HERE) -> SupervisionRow:
    return await begin(role, who, agent_now, Supervise(call=CALL, mode=SupervisionMode.LISTEN), SEEN, NOW)


async def test_the_intent_and_the_look_are_written_and_the_callback_role_is_told(role: Role, boss: Agent) -> None:
    role.call("anna")
    row = await supervise(role, boss)
    assert (row.agent, row.channel, row.extension, row.shown, row.state) == (
        *("anna", TELEPHONE, "1009"),
        *("1001", "ringing"),
    )
    assert row.sent_at is None
    assert [one["what"] for one in role.rows(looks)] == ["supervision"]
    assert role.live.nouns == ["callbacks"]
    assert role.sent() == []


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        ({"state": "queued", "legs": []}, "queued"),
        ({"state": "held"}, "held"),
        ({"state": "ended", "ended_at": NOW}, "over"),
    ],
)
async def test_a_call_in_which_no_agent_talks_is_refused(
    role: Role, boss: Agent, columns: dict[str, Any], why: str
) -> None:
    role.call("anna", **columns)
    with pytest.raises(RefusedError, match=why):
        await supervise(role, boss)
    assert role.rows(looks) == []


async def test_nobody_supervises_themselves_or_from_another_call_or_without_a_telephone(
    role: Role, boss: Agent
) -> None:
    role.call("boss")
    with pytest.raises(RefusedError, match="in this call yourself"):
        await supervise(role, boss)
    role.call("boss", id="node1-2.1")
    with writing(role.engine) as connection:
        connection.exec_driver_sql("UPDATE call_legs SET agent = 'anna' WHERE call = ?", (CALL,))
    with pytest.raises(RefusedError, match="in a call already"):
        await supervise(role, boss)
    with pytest.raises(RefusedError, match="not registered"):
        await supervise(role, boss, AWAY)
    with pytest.raises(RefusedError, match="no extension"):
        await supervise(role, role.agent("chief", None, "supervisor"))


async def test_one_supervision_of_a_call_and_of_a_supervisor_at_a_time(role: Role, boss: Agent) -> None:
    role.call("anna")
    begun = await supervise(role, boss)
    with pytest.raises(RefusedError, match="leave it first"):
        await supervise(role, boss)
    other = role.agent("other", "1010", "supervisor")
    with pytest.raises(RefusedError, match="boss supervises this call already"):
        await supervise(role, other)
    for command in (leave(role, other, begun.id, NOW), change_mode(role, other, begun.id, SupervisionMode.BARGE, SEEN)):
        with pytest.raises(NotYoursError):
            await command


async def test_who_leaves_before_the_ring_is_never_rung(role: Role, boss: Agent) -> None:
    role.call("anna")
    begun = await supervise(role, boss)
    left = await leave(role, boss, begun.id, NOW)
    assert (left.state, left.ended_at, left.reason) == ("ended", NOW, "")
    with writing(role.engine) as connection:
        assert not supervisions.claim_to_send(connection, begun.id, NOW)
        assert supervisions.give_up(connection, begun.id, NotJoined.NOT_PLACED, NOW) is None
    assert role.sent() == []
    with pytest.raises(CommandError, match="over"):
        await change_mode(role, boss, begun.id, SupervisionMode.BARGE, SEEN)
    assert (await supervise(role, boss)).id != begun.id
    assert len(role.rows(table)) == 2
