"""Log-ins in SQL: the token's hash, whose it is, until when, and when it was used last."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from hotline.store.tables import sessions


def open_session(connection: Connection, token_hash: str, username: str, expires_at: datetime, now: datetime) -> None:
    """A new log-in; those of this user that have run out are swept away with it."""
    connection.execute(delete(sessions).where(sessions.c.username == username, sessions.c.expires_at <= now))
    values = {"token_hash": token_hash, "username": username, "expires_at": expires_at, "used_at": now}
    connection.execute(insert(sessions).values(**values))


def username_of(connection: Connection, token_hash: str, now: datetime, used_since: datetime) -> str | None:
    """Who is logged in with this token, if anybody still is; one that was last used before `used_since` is over."""
    mine = (sessions.c.token_hash == token_hash) & _open(now, used_since)
    return connection.execute(select(sessions.c.username).where(mine)).scalar_one_or_none()


def still_open(connection: Connection, token_hashes: Collection[str], now: datetime, used_since: datetime) -> set[str]:
    """Those of these tokens that still open the door."""
    alive = sessions.c.token_hash.in_(token_hashes) & _open(now, used_since)
    return set(connection.execute(select(sessions.c.token_hash).where(alive)).scalars())


def was_used(connection: Connection, username: str, since: datetime, now: datetime) -> bool:
    """Whether a log-in of this user that still stands was used after `since`."""
    mine = (sessions.c.username == username) & _open(now, since)
    return connection.execute(select(sessions.c.token_hash).where(mine).limit(1)).first() is not None


def touch(connection: Connection, token_hashes: Collection[str], now: datetime) -> None:
    """These have been used."""
    connection.execute(update(sessions).where(sessions.c.token_hash.in_(token_hashes)).values(used_at=now))


def close_session(connection: Connection, token_hash: str) -> None:
    connection.execute(delete(sessions).where(sessions.c.token_hash == token_hash))


def close_all_of(connection: Connection, username: str, *, but: str = "") -> None:
    """Log a user out everywhere, `but` for the log-in with this token."""
    others = (sessions.c.username == username) & (sessions.c.token_hash != but)
    connection.execute(delete(sessions).where(others))


def _open(now: datetime, used_since: datetime) -> ColumnElement[bool]:
    return (sessions.c.expires_at > now) & (sessions.c.used_at > used_since)
