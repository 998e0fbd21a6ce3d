"""An empty SQLite database with the current tables, without migrations: for tests of what a function writes."""

from pathlib import Path

from sqlalchemy import Engine, StaticPool, create_engine, event

from hotline.store.engine import open_engine
from hotline.store.tables import metadata


def memory_engine() -> Engine:
    """In memory, with a single connection: for one thread only."""
    engine = create_engine("sqlite://", poolclass=StaticPool)
    event.listen(engine, "connect", lambda raw, _: raw.execute("PRAGMA foreign_keys=ON"))
    metadata.create_all(engine)
    return engine


def file_engine(folder: Path) -> Engine:
    """In a file, for hotline.runtime.database, whose threads read and write at the same time."""
    engine = open_engine(f"sqlite:///{folder / 'hotline.db'}")
    metadata.create_all(engine)
    return engine
