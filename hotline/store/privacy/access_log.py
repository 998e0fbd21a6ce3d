"""The log of access in SQL: log-ins and log-outs with addresses, failed attempts, and changes of users. Rows are never
changed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import Connection, insert, select

from hotline.store.pages import Key, Page, page
from hotline.store.rows import reader
from hotline.store.tables import access_log


class AccessKind(Enum):
    LOGGED_IN = "logged_in"
    LOGGED_OUT = "logged_out"
    LOGIN_FAILED = "login_failed"  # a wrong password or code; several within a second share one row with a count
    LOGIN_REFUSED = "login_refused"  # refused without a check, after too many failures
    PASSWORD_CHANGED = "password_changed"  # noqa: S105
    CODE_ADDED = "code_added"  # one-time codes: confirmed, required from now on
    CODE_REMOVED = "code_removed"
    AGENT_ADDED = "agent_added"
    AGENT_CHANGED = "agent_changed"
    TELEPHONE_OFFERED = "telephone_offered"  # an admin made an address from which the agent's telephone is set up
    AGENT_REMOVED = "agent_removed"
    STATE_FORCED = "state_forced"  # a supervisor set an agent's state
    HOLD_RELEASED = "hold_released"  # a supervisor ended one of the system's blocks of an agent
    QUEUES_TODAY = "queues_today"  # a supervisor changed an agent's queues for the day, or back
    CALLBACK_ASSIGNED = "callback_assigned"  # a supervisor gave a callback to an agent, or to nobody
    CALLBACK_PUT_FIRST = "callback_put_first"  # a supervisor put a callback before all others
    CALLBACK_CANCELLED = "callback_cancelled"
    CALL_ENDED = "call_ended"  # a supervisor ended a call for everybody


@dataclass(frozen=True, kw_only=True)
class Access:
    """`username` is the user concerned, "" if there is no such user, because the input may be a password.

    `actor` is the user who acted, "" at a failed log-in. `detail` contains no secrets.
    """

    at: datetime
    kind: AccessKind
    username: str
    actor: str = ""
    address: str = ""
    count: int = 1
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class AccessRow:
    """A row of `access_log`."""

    id: int
    at: datetime
    kind: str
    username: str
    actor: str
    address: str
    count: int
    detail: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class AccessFilter:
    """None means no condition. `since` is inclusive, `until` exclusive."""

    since: datetime | None = None
    until: datetime | None = None
    kind: str | None = None
    username: str | None = None
    actor: str | None = None
    address: str | None = None


def record(connection: Connection, entries: Sequence[Access]) -> None:
    if entries:
        rows = [{**asdict(entry), "kind": entry.kind.value, "address": entry.address[:64]} for entry in entries]
        connection.execute(insert(access_log), rows)


def logged_in_from(connection: Connection, username: str, address: str, since: datetime) -> bool:
    """Whether this user has logged in from this address since then."""
    mine = (access_log.c.username == username) & (access_log.c.at >= since)
    there = (access_log.c.address == address) & (access_log.c.kind == AccessKind.LOGGED_IN.value)
    return connection.execute(select(access_log.c.id).where(mine, there).limit(1)).first() is not None


def page_of(connection: Connection, wanted: AccessFilter, *, after: Key | None, limit: int) -> Page[AccessRow]:
    """The latest first."""
    query = select(access_log)
    for column, value in (
        (access_log.c.kind, wanted.kind),
        (access_log.c.username, wanted.username),
        (access_log.c.actor, wanted.actor),
        (access_log.c.address, wanted.address),
    ):
        if value is not None:
            query = query.where(column == value)
    if wanted.since is not None:
        query = query.where(access_log.c.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(access_log.c.at < wanted.until)
    return page(connection, reader(AccessRow), query, [access_log.c.id], after=after, limit=limit)
