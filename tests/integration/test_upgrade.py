"""A database that an older version has written is upgraded, and every row in it is what it was."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection, Engine, MetaData, select

from hotline.domain.agents.agent import AgentBlock, Role, Wish
from hotline.store.agents import agents
from hotline.store.callbacks import callback_desk, callback_list
from hotline.store.callbacks.callback_list import CallbackFilter
from hotline.store.calls import call_list, placed
from hotline.store.calls.call_list import CallFilter
from hotline.store.calls.call_rows import CallRow
from hotline.store.calls.legs import LegRow
from hotline.store.engine import open_engine, reading, writing
from hotline.store.reports import alarm_list
from hotline.store.reports.alarm_list import AlarmFilter
from hotline.store.schema import alembic_config, migrate
from hotline.store.tickets import ticket_changes, ticket_desk
from hotline.store.tickets.ticket_desk import TicketFilter
from hotline.store.transfers import transfers
from hotline.store.transfers.transfers import TransferRow
from tests.parts.postgres import Postgres
from tests.parts.store.older_calls import BEGAN, ONLY_WITH_THEIR_CALL, after
from tests.parts.store.older_state import REVISION, TABLES, write

MOVED = {"calls": {"legs", "transfers"}, "desks": {"open"}}  # columns that are rows of other tables now
ALL = 100  # more than there are


@dataclass(frozen=True, kw_only=True)
class Upgrade:
    """The upgraded database, and the rows of every table before and after."""

    engine: Engine
    before: Mapping[str, list[dict[str, Any]]]
    after: Mapping[str, list[dict[str, Any]]]


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def upgrade(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Upgrade]:
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('older') / 'hotline.db'}"
    else:
        cluster: Postgres = request.getfixturevalue("postgres")
        url = cluster.new_database().replace("postgresql://", "postgresql+psycopg://")
    engine = open_engine(url)
    with writing(engine) as connection:
        command.upgrade(alembic_config(connection), REVISION)
        write(connection)
        before = _everything(connection)
    migrate(engine)
    with reading(engine) as connection:
        upgraded = Upgrade(engine=engine, before=before, after=_everything(connection))
    yield upgraded
    engine.dispose()


@pytest.fixture
def connection(upgrade: Upgrade) -> Iterator[Connection]:
    with reading(upgrade.engine) as connection:
        yield connection


def _everything(connection: Connection) -> dict[str, list[dict[str, Any]]]:
    """All rows of all tables, as the database itself describes them."""
    metadata = MetaData()
    metadata.reflect(connection)
    return {
        name: [dict(row._mapping) for row in connection.execute(select(table).order_by(*table.primary_key))]
        for name, table in metadata.tables.items()
        if name != "alembic_version"
    }


def test_the_older_state_has_rows_of_every_table(upgrade: Upgrade) -> None:
    assert {name: len(rows) for name, rows in upgrade.before.items()} == {
        name: len(rows) for name, rows in TABLES.items()
    }


@pytest.mark.parametrize("table", sorted(TABLES))
def test_every_row_says_what_it_said(upgrade: Upgrade, table: str) -> None:
    kept = {str(row) for row in map(_only(MOVED.get(table, set())), upgrade.before[table])}
    columns = set(upgrade.before[table][0]) - MOVED.get(table, set())
    now = {str({name: row[name] for name in row if name in columns}) for row in upgrade.after[table]}
    assert kept - now == set()
    assert len(upgrade.after[table]) == len(upgrade.before[table]) + (table == "transfers")  # the one of a call alone


def _only(but: set[str]) -> Any:
    return lambda row: {name: value for name, value in row.items() if name not in but}


def test_calls_are_read_with_all_their_legs(connection: Connection) -> None:
    found = {row.id: row for row in call_list.page_of(connection, CallFilter(), after=None, limit=ALL).rows}
    assert sorted(found) == sorted(row["id"] for row in TABLES["calls"])
    for written in TABLES["calls"]:
        row = found[written["id"]]
        assert {name: getattr(row, name) for name in written if name not in ("legs", "transfers")} == {
            name: value for name, value in written.items() if name not in ("legs", "transfers")
        }
        assert list(row.legs) == [_leg(row, leg) for leg in written["legs"]]


def _leg(call: CallRow, written: Mapping[str, Any]) -> LegRow:
    moments = {name: written[name] and datetime.fromisoformat(written[name]) for name in written if name[-3:] == "_at"}
    return LegRow(call=call.id, **{**written, **moments})


def test_calls_are_read_with_the_transfers_that_stood_with_them(connection: Connection) -> None:
    for written in TABLES["calls"]:
        row = call_list.get(connection, written["id"])
        assert row is not None
        assert [_as_it_stood(one) for one in row.transfers] == written["transfers"], row.id


def _as_it_stood(row: TransferRow) -> dict[str, Any]:
    kept = {name: getattr(row, name) for name in ONLY_WITH_THEIR_CALL if name not in ("tried", "wait_s")}
    moments = {name: value.isoformat() for name, value in kept.items() if isinstance(value, datetime)}
    tried = [{"number": number, "reason": reason} for number, reason in row.tried]
    return {**kept, **moments, "tried": tried, "wait_s": row.wait_s}


def test_transfers_are_read_as_they_were(connection: Connection) -> None:
    for written in TABLES["transfers"]:
        row = transfers.get(connection, written["id"])
        assert row is not None
        assert {name: getattr(row, name) for name in written} == written | {
            "tried": [(number, reason) for number, reason in written["tried"]]
        }


def test_a_transfer_that_only_its_call_knew_hangs_on_the_calls_ticket(connection: Connection) -> None:
    row = transfers.get(connection, ONLY_WITH_THEIR_CALL["id"])
    assert row is not None
    assert (row.call, row.ticket, row.target, row.tried) == (
        *("node1-1.9", "20261120-00009", "gas"),
        [("96777", "no_answer")],
    )


def test_tickets_are_read_with_their_notes_and_changes(connection: Connection) -> None:
    found = ticket_desk.page_of(connection, TicketFilter(), after=None, limit=ALL).rows
    assert sorted(row.number for row in found) == sorted(row["number"] for row in TABLES["tickets"])
    for written in TABLES["tickets"]:
        row = ticket_desk.get(connection, written["number"])
        assert row is not None
        assert {name: getattr(row, name) for name in written} == written
        notes = [note for note in TABLES["ticket_notes"] if note["ticket"] == row.number]
        assert [_columns(note) for note in ticket_desk.notes_of(connection, row.number)] == notes
        changes = [change for change in TABLES["ticket_changes"] if change["ticket"] == row.number]
        known = ticket_changes.page_of(connection, row.number, after=None, limit=ALL).rows
        assert [_columns(change) for change in reversed(known)] == changes


def test_a_ticket_is_still_of_whoever_was_rung_for_its_call(connection: Connection) -> None:
    row = ticket_desk.get(connection, "20261120-00001")
    assert row is not None
    assert (row.rang, row.is_of("ben"), row.is_of("chen")) == (frozenset({"anna", "ben"}), True, False)


_SINCE_0170 = {"kind": "missed", "reserved_for": None, "first_at": None, "cancelled_by": "", "cancel_reason": ""}


def test_callbacks_of_every_state_are_read_as_they_were(connection: Connection) -> None:
    found = callback_list.page_of(connection, CallbackFilter(), after=None, limit=ALL).rows
    assert sorted((_columns(one.row) for one in found), key=lambda row: row["id"]) == [
        {**row, **_SINCE_0170} for row in TABLES["callbacks"]
    ]
    offered = callback_desk.taken_by(connection, "anna")
    assert offered is not None
    assert offered.status == "offered"


def test_agents_are_who_they_were(connection: Connection) -> None:
    found = agents.load_all(connection)
    assert [agent.username for agent in found] == [row["username"] for row in TABLES["agents"]]
    for agent, written in zip(found, TABLES["agents"], strict=True):
        assert {name: getattr(agent, name) for name in written} == written | {
            "role": Role(written["role"]),
            "wish": Wish(written["wish"]),
            "queues": tuple(written["queues"]),
        }
    assert found[1].blocks == {AgentBlock.WRAPUP, AgentBlock.CALLBACK}


def test_who_was_on_the_line_still_is(connection: Connection) -> None:
    assert callback_desk.is_on_the_line(connection, "anna", talking=True)
    assert callback_desk.is_on_the_line(connection, "ben")
    assert not callback_desk.is_on_the_line(connection, "ben", talking=True)


def test_calls_that_we_placed_are_read_as_they_were(connection: Connection) -> None:
    found = placed.of(connection, [row["id"] for row in TABLES["placed_calls"]])
    assert [_columns(found[row["id"]]) for row in TABLES["placed_calls"]] == TABLES["placed_calls"]
    assert [plan.id for plan in placed.open_ones(connection)] == ["node1-o1.1"]


def _columns(row: Any) -> dict[str, Any]:
    return {field.name: getattr(row, field.name) for field in fields(row)}


def test_a_desk_that_was_open_is_open_at_a_process(upgrade: Upgrade) -> None:
    was_open = {row["username"] for row in TABLES["desks"] if row["open"]}
    assert {row["username"] for row in upgrade.after["open_desks"] if not row["cut_off"]} == was_open


def test_moments_kept_their_microseconds(connection: Connection) -> None:
    row = call_list.get(connection, "node1-1.5")
    assert row is not None
    assert (row.started_at, row.legs[1].answered_at) == (BEGAN, after(9.5))
    assert row.started_at.microsecond == 123456


def test_alarms_go_on_without_an_end(connection: Connection) -> None:
    (row,) = alarm_list.page_of(connection, AlarmFilter(), after=None, limit=ALL).rows
    (stood,) = TABLES["alarms"]
    assert {name: getattr(row, name) for name in stood} == stood
    assert (row.ended_at, row.acknowledged_by) == (None, "")
