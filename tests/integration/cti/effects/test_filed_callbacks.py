"""The callbacks that calls leave in SQL: one open for a number, none where the rules say so."""

from dataclasses import replace

import pytest
from sqlalchemy import Engine

from cti.effects.change import Change
from hotline.domain.agents.agent import Role
from hotline.domain.calls.projection import project
from hotline.domain.facts.facts import Fact, FactKind
from hotline.names.marks import Mark
from hotline.store.agents import agents
from hotline.store.agents.agents import NewUser
from hotline.store.engine import writing
from hotline.store.tables import callbacks, placed_calls, tickets
from hotline.store.tables import calls as calls_table
from tests.parts.cti.filing import ANSWERED, MISSED, NOW, file, hotline, renamed, rows, step
from tests.parts.facts.stories import CALLER, at, joins, mark


def test_missed_calls_of_one_number_share_one_open_duty(engine: Engine) -> None:
    file(engine, step(None, renamed(MISSED, 1)), step(None, renamed(MISSED, 2, "+86 138-1234-5678")))
    (duty,) = rows(engine, callbacks)
    assert (duty.number, duty.status, duty.missed_at) == (CALLER, "pending", at(31))
    assert [row.callback for row in rows(engine, calls_table)] == [duty.id, duty.id]


def test_a_citizen_who_gets_through_is_owed_nothing_any_more(engine: Engine) -> None:
    file(engine, step(None, renamed(MISSED, 1)))
    file(engine, step(None, renamed(ANSWERED, 200)))
    (duty,) = rows(engine, callbacks)
    assert duty.status == "self_resolved"
    file(engine, step(None, renamed(MISSED, 300)))
    assert [duty.status for duty in rows(engine, callbacks)] == ["self_resolved", "pending"]


def test_a_number_that_nobody_can_ring_is_listed_as_invalid(engine: Engine) -> None:
    file(engine, step(None, renamed(MISSED, 1, "")), step(None, renamed(MISSED, 2, "anonymous")))
    assert [duty.status for duty in rows(engine, callbacks)] == ["invalid", "invalid"]


def test_a_caller_who_is_known_a_moment_later_is_on_call_ticket_and_callback(engine: Engine) -> None:
    first = renamed(MISSED, 1, "anonymous")
    read = mark(0.1, Mark.CALLER, "+8613600000001", first[0].channel)
    begun = step(None, first[:1])
    file(engine, begun)
    file(engine, step(begun.after, [*first, read]))
    (call,), (ticket,), (duty,) = (rows(engine, table) for table in (calls_table, tickets, callbacks))
    assert (call.caller, ticket.caller, duty.number, duty.status) == (*["13600000001"] * 3, "pending")


@pytest.mark.parametrize(
    ("caller", "trunk"),
    [("80010", "carrier"), ("80010", ""), ("8330000", "carrier"), ("8330000", ""), ("13800000000", "")],
    ids=["forged", "of five digits", "forged, like a local number", "like a local number", "not ours any more"],
)
def test_a_colleague_who_rings_the_hotline_is_never_rung_back_outside(engine: Engine, caller: str, trunk: str) -> None:
    with writing(engine) as connection:
        for extension in ("80010", "8330000"):
            person = NewUser(username=extension, name="", role=Role.AGENT, password_hash="", wish_since=NOW)
            agents.add(connection, replace(person, extension=extension))
    story = [
        replace(fact, data={**fact.data, "trunk": trunk}) if fact.kind is FactKind.ARRIVED else fact
        for fact in renamed(MISSED, 1, caller)
    ]
    file(engine, step(None, story))
    assert [duty.status for duty in rows(engine, callbacks)] == ["invalid"]


def test_a_short_call_owes_no_callback_when_the_rules_say_so(engine: Engine) -> None:
    file(engine, step(None, renamed(MISSED, 1)), rules=hotline(short_abandon_s=31))
    assert rows(engine, callbacks) == []
    assert len(rows(engine, tickets)) == 1


def test_what_an_agent_dials_on_the_phone_is_a_call_with_a_ticket_and_settles_what_was_owed(engine: Engine) -> None:
    file(engine, step(None, renamed(MISSED, 1)))
    call = "node1-1763686800.7"
    dialled = [
        *(mark(60, Mark.DIALS, f"1001:0086{CALLER}", call), mark(60, Mark.DIALLING, channel=call)),
        Fact(kind=FactKind.PARTY, channel="p", at=at(61), data={"trunk": "carrier", "linkedid": call}),
        *(joins(70, "p"), joins(70, call)),
    ]
    for facts in (dialled[:1], dialled, dialled):
        after = project(call, facts)
        assert after is not None
        file(engine, Change(before=None, after=after, facts=facts))
    row = next(row for row in rows(engine, calls_table) if row.id == call)
    assert (row.direction, row.state, row.caller, row.called, row.agent) == (
        *("outbound", "talking", "12345"),
        *(CALLER, "wang"),
    )
    assert [(ticket.number, ticket.caller) for ticket in rows(engine, tickets) if ticket.call == call] == [
        (row.ticket, CALLER)
    ]
    (plan,) = rows(engine, placed_calls)
    assert (plan.number, plan.agent, plan.extension, plan.result) == (CALLER, "wang", "1001", "reached")
    assert [duty.status for duty in rows(engine, callbacks)] == ["reached"]
