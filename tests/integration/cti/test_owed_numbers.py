"""Each call asks what is owed to its number: with a backlog of thousands that may not mean to look at all of them."""

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import event

from hotline.store.callbacks import callbacks
from hotline.store.callbacks.callbacks import Missed
from hotline.store.engine import open_engine, writing
from hotline.store.schema import migrate

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def test_what_is_owed_to_a_number_is_found_by_the_number(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/hotline.db")
    migrate(engine)
    plans: list[str] = []

    @event.listens_for(engine, "before_cursor_execute")
    def _explain(connection, cursor, statement, parameters, context, many) -> None:  # type: ignore[no-untyped-def]  # SQLAlchemy's hook
        if statement.startswith(("SELECT", "UPDATE")):
            cursor.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            plans.extend(row[-1] for row in cursor.fetchall())

    with writing(engine) as connection:
        missed = Missed(number="13800000000", queue=None, started_at=NOW, queued_at=None, ended_at=NOW, asked=False)
        callbacks.owe(connection, missed)
        callbacks.owe(connection, missed)
        callbacks.resolve(connection, "13800000000", NOW)
    engine.dispose()

    assert plans
    assert not [plan for plan in plans if plan.startswith("SCAN") and "CONSTANT" not in plan], plans
