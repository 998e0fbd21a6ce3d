"""What supervisors do to others: a forced state, a released hold, a call that ends for everybody."""

import pytest

from hotline.commands.agents.forced import force_wish, release_hold
from hotline.commands.agents.wishes import SetWish
from hotline.commands.ending import EndCall, end_call
from hotline.commands.errors import RefusedError
from hotline.domain.agents.agent import AgentBlock, Wish
from hotline.store.agents import agents
from hotline.store.engine import writing
from hotline.store.privacy.access_log import Access, AccessKind
from hotline.store.tables import access_log, calls, outbox
from tests.parts.ami.fake_asterisk import Action, Session, event
from tests.parts.commands.role import CALL, CITIZEN, NOW, TELEPHONE, Role


def entry(kind: AccessKind, username: str) -> Access:
    return Access(at=NOW, kind=kind, username=username, actor="boss")


async def test_the_agent_is_told_by_whom_and_why(role: Role) -> None:
    role.agent("anna")
    boss = role.agent("boss", None, "supervisor")
    wanted = SetWish(state=Wish.OFFLINE, reason=" shift is over ")
    agent = await force_wish(role, boss, wanted, entry(AccessKind.STATE_FORCED, "anna"))
    assert (agent.wish, agent.wish_reason, agent.wish_by) == (Wish.OFFLINE, "shift is over", "boss")
    (told,) = role.rows(outbox)
    assert (told["type"], told["agent"], told["payload"]["by"]) == ("agent.forced", "anna", "boss")
    assert [row["kind"] for row in role.rows(access_log)] == ["state_forced"]


async def test_the_hold_of_a_callback_is_not_released_while_they_talk(role: Role) -> None:
    role.agent("anna")
    with writing(role.engine) as connection:
        agents.block(connection, "anna", AgentBlock.CALLBACK, NOW)
    record = entry(AccessKind.HOLD_RELEASED, "anna")
    role.call("anna")
    with pytest.raises(RefusedError, match="in a call"):
        await release_hold(role, "anna", AgentBlock.CALLBACK, record)
    with writing(role.engine) as connection:
        connection.execute(calls.update().values(ended_at=NOW))
    assert not (await release_hold(role, "anna", AgentBlock.CALLBACK, record)).blocks


async def test_the_citizen_is_hung_up_first_and_whoever_comes_after_too(role: Role) -> None:
    """The next telephone rings just as the first one is hung up; another call and a surrogate are left alone."""
    boss = role.agent("boss", None, "supervisor")
    role.agent("anna")
    role.call("anna")
    alive = {TELEPHONE: CALL, CITIZEN: CALL, "node1-9.9": "node1-9.9"}

    def answer(session: Session, action: Action) -> None:
        if action["Action"] == "Hangup":
            alive.pop(action["Channel"], None)
            if action["Channel"] == TELEPHONE:
                alive["node1-1.3"] = CALL
            session.answer(action)
            return
        session.answer(action, EventList="start")
        for uniqueid, account in alive.items():
            session.say(event("Status", ActionID=action["ActionID"], Uniqueid=uniqueid, AccountCode=account))
        session.say(event("Status", ActionID=action["ActionID"], Channel="Surrogate/x", Uniqueid="s", AccountCode=CALL))
        session.say(event("StatusComplete", ActionID=action["ActionID"], EventList="Complete"))

    role.asterisk.on_action = answer
    record = entry(AccessKind.CALL_ENDED, "")
    row = await end_call(role, boss, EndCall(call=CALL, reason="nuisance"), record)
    assert (row.ended_by, row.end_reason) == ("boss", "nuisance")
    assert [one["Channel"] for one in role.asterisk.named("Hangup")] == [CITIZEN, TELEPHONE, "node1-1.3"]
    again = await end_call(role, boss, EndCall(call=CALL, reason="another"), record)
    assert again.end_reason == "nuisance"
    assert len(role.rows(access_log)) == 1
