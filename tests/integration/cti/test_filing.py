"""What a call leaves in SQL, on SQLite and on PostgreSQL: one row, one ticket, one duty, however often it is filed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, select

from cti.effects.change import Change
from cti.effects.filing import file_changes, warm_up
from hotline.domain.agents.agent import Role
from hotline.domain.calls.call import Call
from hotline.domain.calls.projection import project
from hotline.domain.facts.facts import Fact, FactKind
from hotline.names.marks import Mark
from hotline.settings.hotline import Hotline, parse_hotline
from hotline.store import journal, outbox
from hotline.store.agents import agents
from hotline.store.agents.agents import NewUser
from hotline.store.calls import calls
from hotline.store.engine import reading, writing
from hotline.store.reports import accounting
from hotline.store.tables import alarms, call_legs, callbacks, journal_calls, placed_calls, ticket_days, tickets
from hotline.store.tables import calls as calls_table
from hotline.store.tables import outbox as outbox_table
from tests.parts.facts.people import owners
from tests.parts.facts.stories import CALLER, answered_by, arrived, at, ends, joins, mark, queued, rings

OWNERS = owners(**{"1001": "wang"})
NOW = at(1000)


def hotline(**callback: Any) -> Hotline:
    return parse_hotline(
        {
            "trunks": [{"name": "carrier", "match": ["127.0.0.2/32"], "contact": "sip:127.0.0.2:5070"}],
            "queues": [{"name": "hotline", "numbers": ["12345"]}],
            "callback": callback,
        }
    )


def renamed(facts: Sequence[Fact], number: int, caller: str = CALLER) -> list[Fact]:
    """The same story on other channels, by another caller."""

    def other(channel: str) -> str:
        return f"node1-1763686800.{number}{channel if channel in ('a', 'b') else ''}"

    return [
        Fact(
            kind=fact.kind,
            channel=other(fact.channel),
            peer=fact.peer,
            at=fact.at + timedelta(seconds=number),
            call=other(fact.call) if fact.call else "",
            data={
                **fact.data,
                **({"caller": caller} if fact.kind is FactKind.ARRIVED else {}),
                **({"linkedid": other("")} if "linkedid" in fact.data else {}),
            },
        )
        for fact in facts
    ]


def step(before: Call | None, facts: Sequence[Fact]) -> Change:
    (call_id,) = {fact.channel for fact in facts if fact.kind is FactKind.ARRIVED}
    after = project(call_id, facts)
    assert after is not None
    return Change(before=before, after=after, facts=facts)


def file(engine: Engine, *changes: Change, rules: Hotline | None = None) -> None:
    with writing(engine) as connection:
        file_changes(connection, rules or hotline(), changes, OWNERS, NOW)


def rows(engine: Engine, table: Any) -> list[Any]:
    with reading(engine) as connection:
        return list(connection.execute(select(table).order_by(*table.primary_key)))


ANSWERED = [arrived(), queued(), *answered_by("1001", "a", rung=4, spoken=9, over=60)]
MISSED = [arrived(), queued(), ends(30)]


def test_a_call_has_its_ticket_from_the_moment_it_arrives(engine: Engine) -> None:
    file(engine, step(None, renamed([arrived()], 1)))
    ((ticket,), (call,)) = rows(engine, tickets), rows(engine, calls_table)
    assert (ticket.number, ticket.call, ticket.caller) == ("20261121-00001", call.id, CALLER)
    assert (call.ticket, call.state, call.caller_name, call.queue) == (ticket.number, "ringing", "李先生", "hotline")


def test_a_warm_up_leaves_nothing(engine: Engine) -> None:
    with writing(engine) as connection:
        warm_up(connection, hotline(), NOW)
    assert [rows(engine, table) for table in (calls_table, tickets, ticket_days, callbacks, outbox_table)] == [[]] * 5


def test_filing_again_changes_nothing(engine: Engine) -> None:
    changes = [step(None, renamed(ANSWERED, 1)), step(None, renamed(MISSED, 2, "13900000000"))]
    file(engine, *changes)
    tables = (calls_table, tickets, callbacks)
    once = [rows(engine, table) for table in tables]
    file(engine, *changes)
    assert [rows(engine, table) for table in tables] == once


def test_the_agent_who_speaks_gets_the_ticket(engine: Engine) -> None:
    first = step(None, renamed([arrived(), queued(), rings(4, "1001", "a")], 1))
    file(engine, first)
    spoken = [arrived(), queued(), rings(4, "1001", "a"), joins(9, "a"), joins(9, arrived().channel)]
    file(engine, step(first.after, renamed(spoken, 1)))
    (ticket,) = rows(engine, tickets)
    assert ticket.agent == "wang"


def test_tickets_of_a_day_are_numbered_without_gaps_also_after_a_transaction_that_failed(engine: Engine) -> None:
    file(engine, step(None, renamed([arrived()], 1)))

    class PowerCutError(Exception):
        pass

    def cut(connection: Connection) -> None:
        file_changes(connection, hotline(), [step(None, renamed([arrived()], 2))], OWNERS, NOW)
        raise PowerCutError

    with pytest.raises(PowerCutError), writing(engine) as connection:
        cut(connection)
    file(engine, step(None, renamed([arrived()], 3)), step(None, renamed([arrived()], 2)))
    assert [(row.number, row.call) for row in rows(engine, tickets)] == [
        ("20261121-00001", "node1-1763686800.1"),
        ("20261121-00002", "node1-1763686800.2"),
        ("20261121-00003", "node1-1763686800.3"),
    ]


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


def test_an_unknown_number_raises_one_alarm_for_each_call(engine: Engine) -> None:
    lost_way = [arrived(called="88888"), mark(0, Mark.UNKNOWN_NUMBER), queued()]
    first = step(None, renamed(lost_way, 1))
    file(engine, first)
    file(engine, step(first.after, renamed([*lost_way, ends(9)], 1)))
    file(engine, step(None, renamed(lost_way, 2)))
    (alarm,) = rows(engine, alarms)
    assert (alarm.kind, alarm.subject, alarm.count) == ("unknown_number", "88888", 2)


def test_an_event_is_committed_with_its_change_and_forgotten_when_the_stream_has_it(engine: Engine) -> None:
    file(engine, step(None, renamed([arrived(), queued(), rings(4, "1001", "a")], 1)))
    with reading(engine) as connection:
        (event,) = outbox.waiting(connection, 0)
    assert (event.type, event.agent, event.call) == ("call.ringing", "wang", "node1-1763686800.1")
    with writing(engine) as connection:
        outbox.forget(connection, event.seq)
    file(engine, step(None, renamed([arrived(), queued(), rings(4, "1001", "a")], 2)))
    with reading(engine) as connection:
        (later,) = outbox.waiting(connection, event.seq)
    assert later.seq > event.seq


def test_stored_facts_make_the_same_call_again(engine: Engine) -> None:
    talking = renamed([arrived(), queued(), rings(4, "1001", "a"), joins(9, "a"), joins(9, arrived().channel)], 1)
    change = step(None, talking)
    file(engine, change, step(None, renamed(MISSED, 2)))
    with reading(engine) as connection:
        facts = calls.live_facts(connection)
        recalled, final = calls.recall(connection, ["node1-1763686800.2", "node1-0.0"])
    assert project("node1-1763686800.1", facts) == change.after
    assert project("node1-1763686800.2", recalled) is not None
    assert final == set()


def account(engine: Engine) -> accounting.Accounting:
    with reading(engine) as connection:
        return accounting.account(connection, at(-3600), at(3600), NOW, 0)


def test_the_accounting_balances_when_the_journal_tells_of_the_same_calls(engine: Engine) -> None:
    changes = [step(None, renamed(ANSWERED, 1)), step(None, renamed(MISSED, 2)), step(None, renamed([arrived()], 3))]
    file(engine, *changes)
    with writing(engine) as connection:
        journal.witness(
            connection, [{"id": change.after.id, "started_at": change.after.started_at} for change in changes]
        )
    counted = account(engine)
    assert (counted.offered, counted.answered, counted.live, counted.tickets, counted.journal) == (2, 1, 1, 2, 3)
    assert counted.missed_by_callback["pending"] == 1
    assert counted.balanced


def test_a_call_that_only_the_journal_saw_is_named(engine: Engine) -> None:
    with writing(engine) as connection:
        journal.witness(connection, [{"id": "node1-1.1", "started_at": at(0)}])
    assert account(engine).differences.not_in_sql == ("node1-1.1",)
    assert not account(engine).balanced


def test_a_call_that_the_journal_did_not_see_is_named_once_it_should_have(engine: Engine) -> None:
    change = step(None, renamed(MISSED, 1))
    file(engine, change)
    assert account(engine).differences.not_in_journal == (change.after.id,)
    with reading(engine) as connection:
        at_once = accounting.account(connection, at(-3600), at(3600), at(2), 0)
    assert at_once.differences.none


def test_the_position_of_the_journal_moves_with_what_was_read(engine: Engine) -> None:
    with writing(engine) as connection:
        assert journal.position(connection, "node1") is None
        journal.move(connection, "node1", "1:2:3")
        journal.witness(connection, [{"id": "node1-1.1", "started_at": at(0)}] * 2)
    with reading(engine) as connection:
        assert journal.position(connection, "node1") == "1:2:3"
    assert len(rows(engine, journal_calls)) == 1


def test_a_ticket_learns_its_caller_when_the_first_picture_did_not_tell(engine: Engine) -> None:
    nameless = [replace(arrived(), data={**arrived().data, "caller": ""}), queued()]
    first = step(None, nameless)
    file(engine, first)
    file(engine, step(first.after, [arrived(), queued()]))
    (ticket,) = rows(engine, tickets)
    assert ticket.caller == CALLER


def test_legs_are_written_when_they_change_and_go_when_they_are_none(engine: Engine) -> None:
    writes: list[str] = []
    story = renamed([arrived(), queued(), rings(4, "1001", "a"), rings(5, "1002", "b")], 1)
    change = step(None, story)
    file(engine, change)
    event.listen(engine, "before_cursor_execute", lambda _, __, statement, *___: writes.append(statement))
    file(engine, change)
    assert [one for one in writes if "call_legs" in one and not one.startswith("SELECT")] == []
    file(engine, step(change.after, story[:3]))
    assert [(leg.extension, leg.agent) for leg in rows(engine, call_legs)] == [("1001", "wang")]
