"""The accounting balances when the journal and SQL know the same calls; what only one of them knows is named."""

from sqlalchemy import Engine

from hotline.store import journal
from hotline.store.engine import reading, writing
from hotline.store.reports import accounting
from hotline.store.tables import journal_calls
from tests.parts.cti.filing import ANSWERED, MISSED, NOW, file, renamed, rows, step
from tests.parts.facts.stories import arrived, at


def account(engine: Engine) -> accounting.Accounting:
    with reading(engine) as connection:
        return accounting.account(connection, at(-3600), at(3600), NOW, 0)


def test_the_accounting_balances_when_the_journal_tells_of_the_same_calls(engine: Engine) -> None:
    changes = [step(None, renamed(ANSWERED, 1)), step(None, renamed(MISSED, 2)), step(None, renamed([arrived()], 3))]
    file(engine, *changes)
    with writing(engine) as connection:
        journal.witness(connection, {change.after.id: change.after.started_at for change in changes})
    counted = account(engine)
    assert (counted.offered, counted.answered, counted.live, counted.tickets, counted.journal) == (2, 1, 1, 2, 3)
    assert counted.missed_by_callback["pending"] == 1
    assert counted.balanced


def test_a_call_that_only_the_journal_saw_is_named(engine: Engine) -> None:
    with writing(engine) as connection:
        journal.witness(connection, {"node1-1.1": at(0)})
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
        journal.witness(connection, {"node1-1.1": at(0)})
        journal.witness(connection, {"node1-1.1": at(0)})
    with reading(engine) as connection:
        assert journal.position(connection, "node1") == "1:2:3"
    assert len(rows(engine, journal_calls)) == 1
