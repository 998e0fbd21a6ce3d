"""Sessions in SQL: the token's hash, the user, the expiry, and the last use."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, bindparam, delete, insert, select, update

from hotline.store.tables import sessions

_USERNAME = select(sessions.c.username).where(
    sessions.c.token_hash == bindparam("token"),
    sessions.c.expires_at > bindparam("now"),
    sessions.c.used_at > bindparam("used_since"),
)


def open_session(connection: Connection, token_hash: str, username: str, expires_at: datetime, now: datetime) -> None:
    """Open a session; expired ones of this user are deleted."""
    connection.execute(delete(sessions).where(sessions.c.username == username, sessions.c.expires_at <= now))
    values = {"token_hash": token_hash, "username": username, "expires_at": expires_at, "used_at": now}
    connection.execute(insert(sessions).values(**values))


def username_of(connection: Connection, token_hash: str, now: datetime, used_since: datetime) -> str | None:
    """The user logged in with this token, if the session is valid; one last used before `used_since` has ended."""
    values = {"token": token_hash, "now": now, "used_since": used_since}
    return connection.execute(_USERNAME, values).scalar_one_or_none()


def still_open(connection: Connection, token_hashes: Collection[str], now: datetime, used_since: datetime) -> set[str]:
    """Those of these tokens whose sessions are valid."""
    alive = sessions.c.token_hash.in_(token_hashes) & _open(now, used_since)
    return set(connection.execute(select(sessions.c.token_hash).where(alive)).scalars())


def was_used(connection: Connection, username: str, since: datetime, now: datetime) -> bool:
    """Whether a valid session of this user was used after `since`."""
    mine = (sessions.c.username == username) & _open(now, since)
    return connection.execute(select(sessions.c.token_hash).where(mine).limit(1)).first() is not None


def touch(connection: Connection, token_hashes: Collection[str], now: datetime) -> None:
    """Record a use of these sessions."""
    connection.execute(update(sessions).where(sessions.c.token_hash.in_(token_hashes)).values(used_at=now))


def close_session(connection: Connection, token_hash: str) -> None:
    connection.execute(delete(sessions).where(sessions.c.token_hash == token_hash))


def close_all_of(connection: Connection, username: str, *, but: str = "") -> None:
    """End all sessions of a user, except the one with the token `but`."""
    others = (sessions.c.username == username) & (sessions.c.token_hash != but)
    connection.execute(delete(sessions).where(others))


def _open(now: datetime, used_since: datetime) -> ColumnElement[bool]:
    return (sessions.c.expires_at > now) & (sessions.c.used_at > used_since)
