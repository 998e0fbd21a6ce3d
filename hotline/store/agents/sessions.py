"""Sessions in SQL: the token's hash, the user, the expiry, and the last use."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, bindparam, delete, insert, select, update

from hotline.domain.agents.agent import Agent, AgentBlock
from hotline.store.agents import agents
from hotline.store.tables import agent_holds, sessions, usual_queues
from hotline.store.tables import agents as agents_table

# one statement, because every request makes it; a row for each block of the agent, or one without
_HOLDER = (
    select(agents_table, agent_holds.c.hold, *agents.BESIDE)
    .join_from(sessions, agents_table, agents_table.c.username == sessions.c.username)
    .outerjoin(agent_holds, agent_holds.c.username == agents_table.c.username)
    .outerjoin(usual_queues, usual_queues.c.username == agents_table.c.username)
    .where(
        sessions.c.token_hash == bindparam("token"),
        sessions.c.expires_at > bindparam("now"),
        sessions.c.used_at > bindparam("used_since"),
    )
)


def open_session(connection: Connection, token_hash: str, username: str, expires_at: datetime, now: datetime) -> None:
    """Open a session; expired ones of this user are deleted."""
    connection.execute(delete(sessions).where(sessions.c.username == username, sessions.c.expires_at <= now))
    values = {"token_hash": token_hash, "username": username, "expires_at": expires_at, "used_at": now}
    connection.execute(insert(sessions).values(**values))


def holder_of(connection: Connection, token_hash: str, now: datetime, used_since: datetime) -> Agent | None:
    """The user logged in with this token, if the session is valid; one last used before `used_since` has ended."""
    values = {"token": token_hash, "now": now, "used_since": used_since}
    found = connection.execute(_HOLDER, values).all()
    if not found:
        return None
    return agents.agent_of(found[0], frozenset(AgentBlock(row.hold) for row in found if row.hold is not None))


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
