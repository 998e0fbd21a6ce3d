"""One place that opens the database, SQLite or PostgreSQL, and begins a transaction."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import orjson
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

BUSY_TIMEOUT_MS = 10_000  # a writer waits for another writer this long before it fails
STEPS = 20_000  # of SQLite's machine between two looks at the clock: some tens of microseconds
WAL_PAGES = 8_000  # a commit that finds so many moves them itself: only when nobody calls `checkpoint`


def open_engine(database_url: str, *, pool_size: int = 5) -> Engine:
    """An engine for the URL of hotline.settings. SQLite gets WAL, so that readers never wait for the writer."""
    options: dict[str, Any] = {
        "pool_size": pool_size,
        "max_overflow": pool_size,
        "json_serializer": lambda value: orjson.dumps(value).decode(),
        "json_deserializer": orjson.loads,
    }
    if database_url.startswith("sqlite"):
        engine = create_engine(database_url, **options)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    return create_engine(database_url, pool_pre_ping=True, **options)


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that only reads: one picture for all its queries."""
    with engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that writes; committed at the end, rolled back by an exception."""
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        yield connection


@contextmanager
def searching(engine: Engine, limit_s: float) -> Iterator[Connection]:
    """A transaction that only reads, and is broken off (OperationalError) when it has run for `limit_s`."""
    with engine.connect() as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SET LOCAL statement_timeout = {int(limit_s * 1000)}")
            yield connection
            return
        raw: Any = connection.connection.driver_connection
        until = time.monotonic() + limit_s
        raw.set_progress_handler(lambda: time.monotonic() > until, STEPS)
        try:
            yield connection
        finally:
            raw.set_progress_handler(None, 0)


def checkpoint(engine: Engine) -> str:
    """Move what was committed from SQLite's WAL into its file, beside readers and writers; why not, or "". Left to
    itself SQLite does so in the midst of somebody's commit, and a citizen's screen pop waits for the disk meanwhile.
    """
    with closing(engine.raw_connection()) as connection:
        try:
            connection.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)")
        except sqlite3.OperationalError as error:  # locked, full: the WAL keeps everything until the next time
            return str(error)
    return ""


def _prepare_sqlite(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # sqlite3: we begin transactions ourselves, below
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    cursor.execute(f"PRAGMA wal_autocheckpoint={WAL_PAGES}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    """A writer takes its place at once: one that reads first and writes later would be refused without waiting."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
