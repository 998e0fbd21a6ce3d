"""Writes the demo's past into an empty database, a day in each transaction, so that the roles can write in between."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, func, select

from hotline.settings.environment import Settings
from hotline.store.engine import open_engine, reading, writing
from hotline.store.tables import callbacks
from ops.past.calls import DAYS, Past
from ops.past.rows import Agent, Writer, has_calls


def write_past(settings: Settings, agents: Sequence[Agent], now: datetime | None = None, days: int = DAYS) -> int:
    """Returns how many calls were written: none into a database that has any."""
    engine, now = open_engine(settings.database_url), now or datetime.now(UTC)
    hotline = settings.hotline
    past = Past(
        days=days,
        now=now,
        zone=hotline.centre.zone,
        queues=len(hotline.queues),
        targets=len(hotline.directory),
        agents=len(agents),
    )
    writer, written = Writer(settings, agents, past), 0
    try:
        with reading(engine) as connection:
            if has_calls(connection):
                return 0
        for day, some in past.days():
            with writing(engine) as connection:
                writer.write(connection, day, some)
            written += len(some)
        with writing(engine) as connection:
            _go_on_counting(connection)
    finally:
        engine.dispose()
    return written


def _go_on_counting(connection: Connection) -> None:
    """PostgreSQL's sequence does not know of ids that were given to it."""
    if connection.dialect.name == "postgresql":
        last = select(func.max(callbacks.c.id)).scalar_subquery()
        connection.execute(select(func.setval(func.pg_get_serial_sequence("callbacks", "id"), last)))
