"""How SQLite finds what is asked in each call, and by supervisors all day: by an index made for it, never by a scan."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event

from hotline.store.agents import desks
from hotline.store.callbacks import callback_desk
from hotline.store.callers import dealings
from hotline.store.calls import call_list, half_hours
from hotline.store.calls.call_list import CallFilter
from hotline.store.engine import open_engine, reading
from hotline.store.reports import today
from hotline.store.schema import migrate
from hotline.store.tickets import ticket_desk
from hotline.store.tickets.ticket_desk import TicketFilter

CITIZEN = "13812345678"
NOW = datetime(2026, 11, 20, tzinfo=UTC)
HOUR = {"since": NOW, "until": NOW + timedelta(minutes=30)}
PAGE: dict[str, Any] = {"after": None, "limit": 50}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    path: Path = tmp_path_factory.mktemp("plans") / "hotline.db"
    engine = open_engine(f"sqlite:///{path}")
    migrate(engine)
    yield engine
    engine.dispose()


def plan(engine: Engine, ask: Callable[[Connection], object]) -> str:
    """What SQLite says it does for all statements of a question."""
    asked: list[tuple[str, Any]] = []

    def note(_: Any, __: Any, statement: str, values: Any, *___: Any) -> None:
        asked.append((statement, values))

    with reading(engine) as connection:
        event.listen(engine, "before_cursor_execute", note)
        ask(connection)
        event.remove(engine, "before_cursor_execute", note)
        steps = [
            row[-1]
            for statement, values in asked
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        ]
    return "\n".join(steps)


@pytest.mark.parametrize(
    ("ask", "by"),
    [
        (lambda connection: callback_desk.is_on_the_line(connection, "anna"), "ix_call_legs_open"),
        (desks.on_the_line, "ix_call"),
        (lambda connection: dealings.is_dealing_with(connection, "anna", CITIZEN, NOW), "ix_call_legs_agent_call"),
        (
            lambda connection: call_list.page_of(connection, CallFilter(caller=CITIZEN, only_of="anna"), **PAGE),
            "ix_call_legs_agent_call",
        ),
        (
            lambda connection: ticket_desk.page_of(connection, TicketFilter(caller=CITIZEN, only_of="anna"), **PAGE),
            "ix_call_legs_agent_call",
        ),
        (lambda connection: call_list.page_of(connection, CallFilter(live=True), **PAGE), "ix_calls_live"),
        (lambda connection: call_list.page_of(connection, CallFilter(agent="anna"), **PAGE), "ix_calls_agent"),
        (lambda connection: call_list.page_of(connection, CallFilter(), **PAGE), "ix_calls_started_at_id"),
        (lambda connection: connection.execute(half_hours.by_queue(()), HOUR), "ix_calls_started_at_id"),
        (lambda connection: connection.execute(half_hours.BY_AGENT, HOUR), "ix_calls_started_at_id"),
        (
            lambda connection: today.callbacks_missed(connection, *HOUR.values()),
            "COVERING INDEX ix_callbacks_missed_at",
        ),
    ],
)
def test_an_index_finds_it(engine: Engine, ask: Callable[[Connection], object], by: str) -> None:
    steps = plan(engine, ask)
    assert by in steps
    scans = [one for one in steps.splitlines() if one.startswith("SCAN") and "INDEX" not in one]
    assert scans == []
