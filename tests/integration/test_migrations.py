"""A database that has calls in it is brought up to date without losing any."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Engine, text

from hotline.store.engine import open_engine, reading, writing
from hotline.store.schema import alembic_config, migrate
from tests.parts.postgres import Postgres

BEGAN = datetime(2026, 11, 20, 9, tzinfo=UTC)
CALL = """
INSERT INTO calls (id, direction, state, caller, caller_name, called, called_name, trunk, origin, started_at,
                   answered_at, legs, citizen, transfers)
VALUES (:id, :direction, 'ended', '13812345678', '', '12345', '', 'carrier', '', :started, :answered, '[]', :id, '[]')
"""


@pytest.fixture(params=["sqlite", "postgres"])
def first_version(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database of the first version."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'hotline.db'}"
    else:
        cluster: Postgres = request.getfixturevalue("postgres")
        url = cluster.new_database().replace("postgresql://", "postgresql+psycopg://")
    engine = open_engine(url)
    with writing(engine) as connection:
        command.upgrade(alembic_config(connection), "0001")
    yield engine
    engine.dispose()


def _stored(engine: Engine, moment: datetime) -> str | datetime:
    """As the database keeps it, without our column types."""
    return moment.strftime("%Y-%m-%d %H:%M:%S.%f") if engine.dialect.name == "sqlite" else moment


def test_calls_of_before_know_how_long_they_were_kept_from_a_person(first_version: Engine) -> None:
    began, answered = _stored(first_version, BEGAN), _stored(first_version, BEGAN + timedelta(seconds=7.25))
    rows: list[dict[str, object]] = [
        {"id": "answered", "direction": "inbound", "started": began, "answered": answered},
        {"id": "missed", "direction": "inbound", "started": began, "answered": None},
        {"id": "ours", "direction": "outbound", "started": began, "answered": answered},
    ]
    with writing(first_version) as connection:
        connection.execute(text(CALL), rows)
    migrate(first_version)
    with reading(first_version) as connection:
        found = connection.execute(text("SELECT id, to_person_s FROM calls"))
        kept = {row.id: row.to_person_s for row in found}
    assert kept == {"answered": pytest.approx(7.25, abs=0.002), "missed": None, "ours": None}
