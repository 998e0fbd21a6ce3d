"""Opens the database, SQLite or PostgreSQL, and begins transactions."""

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
STEPS = 20_000  # of SQLite's virtual machine between two checks of the time: some tens of microseconds
WAL_PAGES = 8_000  # a commit that finds so many moves them itself, which happens only if `checkpoint` is not called


def open_engine(database_url: str, *, pool_size: int = 5) -> Engine:
    """An engine for the URL from hotline.settings. SQLite uses WAL, so that readers do not wait for the writer."""
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
    """A read-only transaction: one snapshot for all its queries."""
    with engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A read-write transaction; committed at the end, rolled back by an exception."""
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        yield connection


@contextmanager
def searching(engine: Engine, limit_s: float) -> Iterator[Connection]:
    """A read-only transaction that is interrupted (OperationalError) after `limit_s`."""
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
    """Move committed pages from SQLite's WAL into its file, beside readers and writers; returns what prevented it, or
    "".

    By default SQLite does this during a commit, and a screen pop would wait for the disk.
    """
    with closing(engine.raw_connection()) as connection:
        try:
            connection.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)")
        except sqlite3.OperationalError as error:  # locked or full: the WAL keeps everything until the next time
            return str(error)
    return ""


def _prepare_sqlite(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # sqlite3: transactions are begun explicitly, below
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    cursor.execute(f"PRAGMA wal_autocheckpoint={WAL_PAGES}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    """Take the write lock at once: a transaction that reads first and writes later could fail without waiting."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
