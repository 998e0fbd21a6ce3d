"""Log-ins in SQL: the token's hash, whose it is and until when."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from cti.store.tables import sessions


def open_session(connection: Connection, token_hash: str, username: str, expires_at: datetime, now: datetime) -> None:
    """A new log-in; those of this user that have run out are swept away with it."""
    connection.execute(delete(sessions).where(sessions.c.username == username, sessions.c.expires_at <= now))
    connection.execute(insert(sessions).values(token_hash=token_hash, username=username, expires_at=expires_at))


def username_of(connection: Connection, token_hash: str, now: datetime) -> str | None:
    """Who is logged in with this token, if anybody still is."""
    mine = (sessions.c.token_hash == token_hash) & (sessions.c.expires_at > now)
    return connection.execute(select(sessions.c.username).where(mine)).scalar_one_or_none()


def still_open(connection: Connection, token_hashes: Collection[str], now: datetime) -> set[str]:
    """Those of these tokens that still open the door."""
    alive = sessions.c.token_hash.in_(token_hashes) & (sessions.c.expires_at > now)
    return set(connection.execute(select(sessions.c.token_hash).where(alive)).scalars())


def close_session(connection: Connection, token_hash: str) -> None:
    connection.execute(delete(sessions).where(sessions.c.token_hash == token_hash))


def close_all_of(connection: Connection, username: str) -> None:
    """Log a user out everywhere."""
    connection.execute(delete(sessions).where(sessions.c.username == username))
