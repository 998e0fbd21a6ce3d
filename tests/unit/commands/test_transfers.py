"""What is written and what Asterisk is told of a transfer, whatever Asterisk answers."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from hotline.commands import transfers
from hotline.commands.errors import (
    InvalidError,
    NotYoursError,
    RefusedError,
    SwitchAwayError,
    SwitchRefusedError,
    SwitchSilentError,
)
from hotline.commands.transfers import BeginTransfer
from hotline.domain.agents.agent import AgentState
from hotline.domain.agents.now import AgentNow
from hotline.domain.transfers.transfer import TransferMode
from hotline.store.tables import transfers as table
from tests.parts.ami.fake_asterisk import Action, Session
from tests.parts.commands.role import CALL, CITIZEN, NOW, TELEPHONE, Role

TOLD = [("Setvar", CITIZEN), ("Setvar", TELEPHONE)]


def to(target: str, mode: TransferMode | None = TransferMode.CONSULT) -> BeginTransfer:
    return BeginTransfer(call=CALL, target=target, mode=mode, note="")


def refusing(name: str, channel: str = "") -> Any:
    """An Asterisk that does not do this action."""

    def answer(session: Session, action: Action) -> None:
        if action["Action"] == name and channel in ("", action["Channel"]):
            session.answer(action, "Error", Message="No such channel")
        else:
            session.answer(action)

    return answer


async def test_asterisk_is_told_in_three_actions_and_the_move_waits_for_the_answers(role: Role) -> None:
    agent = role.agent("anna")
    role.call("anna")
    held: list[tuple[Session, Action]] = []
    role.asterisk.on_action = lambda session, action: held.append((session, action))
    begun = asyncio.create_task(transfers.begin(role, agent, to("96300"), NOW))
    await role.asterisk.until(lambda: len(held) == 2)
    assert role.sent() == TOLD
    role.asterisk.on_action = lambda session, action: session.answer(action)
    for session, action in held:
        session.answer(action)
    row = await begun
    assert role.sent() == [*TOLD, ("Redirect", TELEPHONE)]
    assert (row.state, row.target) == ("dialling", "96300")


async def test_each_channel_gets_all_that_the_dialplan_must_know(role: Role) -> None:
    agent = role.agent("anna")
    role.call("anna")
    row = await transfers.begin(role, agent, to("96300", TransferMode.BLIND), NOW)
    for action in role.asterisk.named("Setvar"):
        names = action["Variable"].removeprefix("ARRAY(").removesuffix(")").split(",")
        assert dict(zip(names, action["Value"].split(","), strict=True)) == {
            "__T_ID": row.id,
            "__T_CALL": CALL,
            "__T_CITIZEN": CITIZEN,
            "__T_AGENT": TELEPHONE,
            "__T_EXT": "1001",
            "__T_QUEUE": "hotline",
            "__T_MODE": "blind",
            "__T_NUMBERS": "96300",
            "__T_RING": "30",
            "__T_INSIDE": "",
            "__T_TO": "",
            "__T_CALLER": "",
        }
    assert role.sent()[-1] == ("BlindTransfer", TELEPHONE)


async def test_what_a_citizen_calls_themselves_separates_nothing(role: Role) -> None:
    agent = role.agent("anna")
    role.call("anna", caller="1,__T_ID=x)|${SHELL(id)}")
    row = await transfers.begin(role, agent, to("119"), NOW)
    for action in role.asterisk.named("Setvar"):
        *known, caller = action["Value"].split(",")
        assert known == [row.id, CALL, CITIZEN, TELEPHONE, "1001", "hotline", "consult", "119", "30", "", ""]
        assert caller == "1__T_IDxSHELLid"


@pytest.mark.parametrize("refuses", [("Redirect", ""), ("Setvar", CITIZEN), ("Setvar", TELEPHONE)])
async def test_what_asterisk_refuses_was_not_done_and_the_next_one_need_not_wait(
    role: Role, refuses: tuple[str, str]
) -> None:
    agent = role.agent("anna")
    role.call("anna")
    role.asterisk.on_action = refusing(*refuses)
    with pytest.raises(SwitchRefusedError, match="The telephone system refused: No such channel"):
        await transfers.begin(role, agent, to("96300"), NOW)
    assert [(row["state"], row["reason"]) for row in role.rows(table)] == [("failed", "not_begun")]
    assert (("Redirect", TELEPHONE) in role.sent()) == (refuses[0] == "Redirect")
    role.asterisk.on_action = lambda session, action: session.answer(action)
    await transfers.begin(role, agent, to("96300"), NOW)


async def test_without_an_answer_to_the_move_nobody_knows_and_the_intent_stands(role: Role) -> None:
    agent = role.agent("anna")
    role.call("anna")

    def answer(session: Session, action: Action) -> None:
        if action["Action"] == "Redirect":
            session.drop()
        else:
            session.answer(action)

    role.asterisk.on_action = answer
    with pytest.raises(SwitchSilentError, match="Look at the call before you try again"):
        await transfers.begin(role, agent, to("96300"), NOW)
    assert [row["state"] for row in role.rows(table)] == ["dialling"]


async def test_without_an_answer_to_what_comes_before_the_move_it_is_not_sent(role: Role) -> None:
    agent = role.agent("anna")
    role.call("anna")
    role.asterisk.on_action = lambda session, action: session.drop()
    with pytest.raises(SwitchAwayError):
        await transfers.begin(role, agent, to("96300"), NOW)
    assert ("Redirect", TELEPHONE) not in role.sent()
    assert [(row["state"], row["reason"]) for row in role.rows(table)] == [("failed", "not_begun")]


async def test_without_asterisk_nothing_was_done(role: Role) -> None:
    agent = role.agent("anna")
    role.call("anna")
    await role.telephone.close()
    with pytest.raises(SwitchAwayError):
        await transfers.begin(role, agent, to("96300"), NOW)
    assert [(row["state"], row["reason"]) for row in role.rows(table)] == [("failed", "not_begun")]


async def test_a_second_one_while_one_is_under_way_is_refused_and_tells_asterisk_nothing(role: Role) -> None:
    agent = role.agent("anna")
    role.call("anna")
    await transfers.begin(role, agent, to("96300"), NOW)
    before = role.sent()
    with pytest.raises(RefusedError, match="A transfer of this call is under way"):
        await transfers.begin(role, agent, to("96301"), NOW)
    assert role.sent() == before


async def test_an_emergency_desk_gets_the_citizens_number_and_the_agent_stays(role: Role) -> None:
    agent = role.agent("anna")
    role.call("anna")
    row = await transfers.begin(role, agent, to("119", None), NOW)
    assert row.mode == "three_way"
    assert all(action["Value"].endswith(",13800000002") for action in role.asterisk.named("Setvar"))


async def test_only_a_talk_of_ones_own_is_sent_on_and_not_to_a_colleague(role: Role) -> None:
    agent, other = role.agent("anna"), role.agent("otto", "10010")
    role.call("anna")
    with pytest.raises(NotYoursError, match="This call is not yours"):
        await transfers.begin(role, other, to("96300"), NOW)
    with pytest.raises(InvalidError, match="colleague's extension"):
        await transfers.begin(role, agent, to("10010"), NOW)
    assert role.rows(table) == []
    assert role.sent() == []


async def test_an_end_that_asterisk_refuses_may_be_asked_for_again(role: Role) -> None:
    agent = role.agent("anna")
    role.call("anna")
    row = await transfers.begin(role, agent, to("96300"), NOW)
    role.asterisk.on_action = refusing("Setvar")
    with pytest.raises(SwitchRefusedError):
        await transfers.cancel(role, agent, row.id, NOW)
    role.asterisk.on_action = lambda session, action: session.answer(action)
    await transfers.cancel(role, agent, row.id, NOW)
    with pytest.raises(RefusedError, match="being ended already"):
        await transfers.cancel(role, agent, row.id, NOW)


async def test_an_intent_of_which_nothing_came_is_in_nobodys_way(role: Role) -> None:
    agent = role.agent("anna")
    role.call("anna")
    await transfers.begin(role, agent, to("96300"), NOW)
    with pytest.raises(RefusedError, match="under way"):
        await transfers.begin(role, agent, to("96300"), NOW + timedelta(seconds=14))
    await transfers.begin(role, agent, to("96300"), NOW + timedelta(seconds=16))
    assert [(row["state"], row["reason"]) for row in role.rows(table)] == [("failed", "not_begun"), ("dialling", "")]


KNOWN = {"bob": AgentNow(state=AgentState.READY, since=NOW)}


async def test_a_colleague_is_rung_by_their_extension(role: Role) -> None:
    agent = role.agent("anna")
    role.agent("bob", "1002")
    role.call("anna")
    row = await transfers.begin(role, agent, to("agent:bob"), NOW, KNOWN)
    assert (row.target, row.name, list(row.numbers)) == ("agent:bob", "bob", ["1002"])
    *_, numbers, ring_s, inside, queue, caller = role.asterisk.named("Setvar")[0]["Value"].split(",")
    assert (numbers, ring_s, inside, queue, caller) == ("1002", "30", "1", "", "")
    assert role.sent()[-1] == ("Redirect", TELEPHONE)


async def test_a_queue_takes_the_citizen_at_once(role: Role) -> None:
    agent = role.agent("anna")
    role.agent("bob", "1002")
    role.call("anna")
    row = await transfers.begin(role, agent, to("queue:hotline", None), NOW, KNOWN)
    assert (row.target, row.mode, list(row.numbers)) == ("queue:hotline", "blind", [])
    *_, numbers, _, inside, queue, _ = role.asterisk.named("Setvar")[0]["Value"].split(",")
    assert (numbers, inside, queue) == ("", "", "hotline")
    assert role.asterisk.actions[-1]["Context"] == "hotline-to-queue"


@pytest.mark.parametrize("target", ["agent:nobody", "agent:anna", "agent:boss", "agent:", "queue:nowhere", "queue:"])
async def test_who_does_not_exist_inside_is_invalid(role: Role, target: str) -> None:
    agent = role.agent("anna")
    role.agent("boss", None, "supervisor")
    role.call("anna")
    with pytest.raises(InvalidError):
        await transfers.begin(role, agent, to(target, None), NOW, KNOWN)
    assert role.rows(table) == []


@pytest.mark.parametrize(
    ("target", "why"),
    [
        ("agent:bob", "bob is not ready: they are in a call"),
        ("queue:hotline", "Nobody is signed in"),
        ("supervisor", "No supervisor"),
    ],
)
async def test_who_is_not_free_is_refused_and_nothing_is_written(role: Role, target: str, why: str) -> None:
    agent = role.agent("anna")
    role.agent("bob", "1002")
    role.call("anna")
    state = AgentState.OFFLINE if target.startswith("queue") else AgentState.TALKING
    with pytest.raises(RefusedError, match=why):
        await transfers.begin(role, agent, to(target, None), NOW, {"bob": AgentNow(state=state, since=NOW)})
    assert (role.rows(table), role.sent()) == ([], [])


async def test_what_is_not_known_of_a_colleague_is_left_to_asterisk(role: Role) -> None:
    agent = role.agent("anna")
    role.agent("bob", "1002")
    role.call("anna")
    assert (await transfers.begin(role, agent, to("agent:bob"), NOW, {})).state == "dialling"
