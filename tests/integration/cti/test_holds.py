"""What agents are held back for in SQL, on SQLite and on PostgreSQL: how long, and by whom it is dropped."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, insert, select

from cti.effects.change import Change
from cti.effects.effect import begin
from cti.effects.transfers import tell_transfers
from cti.effects.wrap_up import wrap_up_after_transfer
from cti.queues.blocks import CUT, Staff, Unanswered, block_and_load, let_off
from hotline.commands.duties import Duties
from hotline.domain.agents.agent import AgentBlock
from hotline.domain.facts.facts import Fact, FactKind
from hotline.settings.hotline import parse_hotline
from hotline.store.agents import agents
from hotline.store.calls import placed
from hotline.store.calls.placed import Plan
from hotline.store.engine import reading, writing
from hotline.store.tables import agent_holds
from hotline.store.tables import agents as agents_table
from tests.parts.facts.people import owners
from tests.parts.facts.placed import CALL, TALK, call
from tests.parts.facts.stories import at, ends, leaves

HOTLINE = parse_hotline(
    {
        "trunks": [{"name": "carrier", "match": ["127.0.0.2/32"], "contact": "sip:127.0.0.2:5070"}],
        "queues": [
            {"name": "quick", "numbers": ["12345"], "wrapup_s": 3},
            {"name": "brief", "numbers": ["12346"], "wrapup_s": 0},
            {"name": "slow", "numbers": ["12347"], "wrapup_s": 600},
        ],
    }
)
NOW = at(1000)


@pytest.fixture(autouse=True)
def _people(engine: Engine) -> None:
    person = {"name": "", "role": "agent", "queues": ["brief", "quick"], "password_hash": "", "wish_since": NOW}
    with writing(engine) as connection:
        connection.execute(insert(agents_table), [person | {"username": name} for name in ("anna", "ben", "cora")])


def hold(engine: Engine, username: str, reason: AgentBlock, since: datetime, until: datetime | None = None) -> None:
    with writing(engine) as connection:
        agents.block(connection, username, reason, since, until)


def held(engine: Engine) -> set[tuple[str, str]]:
    with reading(engine) as connection:
        rows = connection.execute(select(agent_holds.c.username, agent_holds.c.hold))
        return {(row.username, row.hold) for row in rows}


def tended(engine: Engine, now: datetime, **unanswered: datetime) -> Staff:
    with writing(engine) as connection:
        missed = {name: Unanswered(block=AgentBlock.NO_ANSWER, since=since) for name, since in unanswered.items()}
        return block_and_load(connection, missed, (), now)


def test_who_does_not_pick_up_is_held_since_then_and_the_next_end_is_told(engine: Engine) -> None:
    hold(engine, "ben", AgentBlock.WRAPUP, NOW, NOW + timedelta(seconds=5))
    hold(engine, "cora", AgentBlock.WRAPUP, NOW, NOW + timedelta(seconds=9))
    staff = tended(engine, NOW, anna=NOW - timedelta(seconds=1))
    assert {agent.username for agent in staff.people if AgentBlock.NO_ANSWER in agent.blocks} == {"anna"}
    assert staff.next_over == NOW + timedelta(seconds=5)
    staff = tended(engine, NOW + timedelta(seconds=5))
    assert held(engine) == {("anna", "no_answer"), ("cora", "wrapup")}
    assert staff.next_over == NOW + timedelta(seconds=9)
    assert tended(engine, NOW + timedelta(seconds=9)).next_over is None


def test_only_whose_phone_fell_silent_as_asterisk_died_is_let_off(engine: Engine) -> None:
    hold(engine, "anna", AgentBlock.NO_ANSWER, NOW - CUT - timedelta(seconds=1))
    hold(engine, "ben", AgentBlock.NO_ANSWER, NOW - CUT)
    hold(engine, "cora", AgentBlock.CALLBACK, NOW)
    with writing(engine) as connection:
        assert let_off(connection, NOW, NOW + timedelta(seconds=3)) == 1
        assert let_off(connection, NOW, NOW + timedelta(seconds=3)) == 0
    assert held(engine) == {("anna", "no_answer"), ("cora", "callback")}


def test_who_does_not_pick_up_once_it_has_been_seen_again_is_held(engine: Engine) -> None:
    hold(engine, "anna", AgentBlock.NO_ANSWER, NOW + timedelta(seconds=4))
    with writing(engine) as connection:
        assert let_off(connection, NOW, NOW + timedelta(seconds=3)) == 0


def test_after_a_callback_an_agent_wraps_up_as_long_as_their_own_queues_say(engine: Engine) -> None:
    over = call(*TALK)
    assert over.ended_at is not None
    with writing(engine) as connection:
        plan = Plan(id=CALL, number="13800000000", agent="anna", extension="1001", created_at=NOW)
        placed.plan(connection, plan)
        agents.block(connection, "anna", AgentBlock.CALLBACK, NOW)
        Duties(connection, HOTLINE, over.ended_at).of_placed(over, placed.of(connection, [CALL])[CALL])
    assert held(engine) == {("anna", "wrapup")}
    assert tended(engine, over.ended_at).next_over == over.ended_at + timedelta(seconds=3)


def test_who_sends_a_citizen_of_a_callback_away_wraps_up_and_is_no_longer_busy_with_it(engine: Engine) -> None:
    talking = TALK[:5]
    marks = [
        Fact(kind=FactKind.MARK, channel="p", peer=f"t.x.{step}", at=at(9), call=CALL, data={"value": "96300"})
        for step in ("dialling.1", "answered")
    ]
    gone = [leaves(9, CALL), leaves(9, "p"), ends(9, CALL), *marks]
    change = Change(before=call(*talking), after=call(*talking, *gone), facts=gone)
    hold(engine, "anna", AgentBlock.CALLBACK, NOW)
    with writing(engine) as connection:
        filing = begin(connection, HOTLINE, [change], owners(**{"1001": "anna"}), at(9.5))
        for effect in (tell_transfers, wrap_up_after_transfer):
            list(effect(change, filing))
    assert held(engine) == {("anna", "wrapup")}
    assert tended(engine, at(9.5)).next_over == at(12)
