"""What a call leaves in SQL, on SQLite and on PostgreSQL: one row and one ticket, however often it is filed."""

from dataclasses import replace

import pytest
from sqlalchemy import Connection, Engine, event

from cti.effects.filing import file_changes, warm_up
from hotline.domain.calls.projection import project
from hotline.names.marks import Mark
from hotline.store import outbox
from hotline.store.calls import calls
from hotline.store.engine import reading, writing
from hotline.store.tables import alarms, call_legs, callbacks, ticket_days, tickets
from hotline.store.tables import calls as calls_table
from hotline.store.tables import outbox as outbox_table
from tests.parts.cti.filing import ANSWERED, MISSED, NOW, OWNERS, file, hotline, renamed, rows, step
from tests.parts.facts.stories import CALLER, arrived, ends, joins, mark, queued, rings


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
