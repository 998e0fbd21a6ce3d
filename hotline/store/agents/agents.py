"""Agents in SQL: users, their wishes, and their blocks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, func, insert, select, update

from hotline.domain.agents.agent import PAUSES, Agent, AgentBlock, ForTheDay, Role, Wish
from hotline.store.agents import extension_owners
from hotline.store.tables import agent_holds, agents, usual_queues
from hotline.store.upsert import upsert

_USUAL = [usual_queues.c[name].label(f"usual_{name}") for name in ("queues", "penalties", "until", "set_by")]
_boss = agents.alias("boss")
_BOSS = select(_boss.c.name).where(_boss.c.username == agents.c.wish_by).scalar_subquery().label("wish_by_name")
BESIDE = [*_USUAL, _BOSS]  # what `agent_of` wants beside the columns of `agents`, with `usual_queues` joined
_ALL = select(agents, *BESIDE).select_from(agents.outerjoin(usual_queues, usual_queues.c.username == agents.c.username))
_ONE = _ALL.where(agents.c.username == bindparam("of"))
_BLOCKS = select(agent_holds.c.hold).where(agent_holds.c.username == bindparam("of"))
_HELD = select(agents.c.extension).where(agents.c.extension.in_(bindparam("any", expanding=True)))


@dataclass(frozen=True, kw_only=True)
class NewUser:
    """A user to be added, offline. `extension` None: without a telephone."""

    username: str
    name: str
    role: Role
    password_hash: str
    wish_since: datetime
    extension: str | None = None
    sip_ha1: str = ""
    queues: Sequence[str] = ()
    penalties: Mapping[str, int] = field(default_factory=dict)
    must_change_password: bool = False


@dataclass(frozen=True, kw_only=True)
class UserChange:
    """New values of a user's columns; None stays."""

    name: str | None = None
    role: Role | None = None
    queues: Sequence[str] | None = None
    penalties: Mapping[str, int] | None = None
    password_hash: str | None = None
    sip_ha1: str | None = None
    disabled: bool | None = None
    wish: Wish | None = None
    wish_reason: str | None = None
    wish_since: datetime | None = None
    wish_by: str | None = None
    must_change_password: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Held:
    """A block and its times; `until` None: until it is ended."""

    block: AgentBlock
    since: datetime
    until: datetime | None


def load_all(connection: Connection) -> list[Agent]:
    """All users, ordered by username."""
    blocks: dict[str, set[AgentBlock]] = {}
    for row in connection.execute(select(agent_holds)):
        blocks.setdefault(row.username, set()).add(AgentBlock(row.hold))
    rows = connection.execute(_ALL.order_by(agents.c.username))
    return [agent_of(row, frozenset(blocks.get(row.username, ()))) for row in rows]


def held(connection: Connection) -> dict[str, list[Held]]:
    """The blocks of all users who have any, with their times, the oldest first."""
    found: dict[str, list[Held]] = {}
    for row in connection.execute(select(agent_holds).order_by(agent_holds.c.since)):
        one = Held(block=AgentBlock(row.hold), since=row.since, until=row.until)
        found.setdefault(row.username, []).append(one)
    return found


def get(connection: Connection, username: str) -> Agent | None:
    row = connection.execute(_ONE, {"of": username}).one_or_none()
    if row is None:
        return None
    blocks = connection.execute(_BLOCKS, {"of": username}).scalars()
    return agent_of(row, frozenset(AgentBlock(block) for block in blocks))


def have_extension(connection: Connection, numbers: Sequence[str]) -> bool:
    """Whether any of these is an agent's."""
    return connection.execute(_HELD, {"any": list(numbers)}).first() is not None


def extensions(connection: Connection) -> set[str]:
    """The extensions of all agents."""
    held = select(agents.c.extension).where(agents.c.extension.is_not(None))
    return {str(extension) for extension in connection.execute(held).scalars()}


def add(connection: Connection, new: NewUser) -> None:
    """Add a user; raises IntegrityError if the username or the extension is taken."""
    connection.execute(insert(agents).values(**_columns(new)))
    if new.extension is not None:
        extension_owners.give(connection, new.extension, new.username, new.wish_since)


def add_admin(connection: Connection, password_hash: str, now: datetime) -> None:
    """Add the first user."""
    add(
        connection,
        NewUser(username="admin", name="admin", role=Role.ADMIN, password_hash=password_hash, wish_since=now),
    )


def has_admin(connection: Connection) -> bool:
    """Whether there is any admin."""
    return (
        connection.execute(select(agents.c.username).where(agents.c.role == Role.ADMIN.value).limit(1)).first()
        is not None
    )


def change(connection: Connection, username: str, change: UserChange) -> None:
    """Change what is named; increments `rev`, so that Asterisk is updated."""
    columns = {name: value for name, value in _columns(change).items() if value is not None}
    if columns:
        _update(connection, username, columns)


def revise(connection: Connection, username: str) -> None:
    """Increment `rev`, so that Asterisk is updated with what another table has of the user."""
    _update(connection, username, {})


def change_extension(connection: Connection, username: str, extension: str | None, now: datetime) -> None:
    """Change or remove the extension. What happened on the old one still belongs to this user."""
    _update(connection, username, {"extension": extension})
    extension_owners.end(connection, username, now)
    if extension is not None:
        extension_owners.give(connection, extension, username, now)


def set_password(connection: Connection, username: str, password_hash: str) -> None:
    """The user has chosen a password themselves."""
    values = {"password_hash": password_hash, "must_change_password": False}
    connection.execute(update(agents).where(agents.c.username == username).values(**values))


def remove(connection: Connection, username: str, now: datetime) -> None:
    extension_owners.end(connection, username, now)
    connection.execute(delete(agents).where(agents.c.username == username))


def wish(connection: Connection, username: str, state: Wish, reason: str, now: datetime, *, by: str = "") -> None:
    """Set the agent's wish, their own or the one of a supervisor (`by`). Blocks for unanswered calls end with it."""
    change(connection, username, UserChange(wish=state, wish_reason=reason, wish_since=now, wish_by=by))
    for block_kind in PAUSES:
        unblock(connection, username, block_kind)


def block(
    connection: Connection, username: str, reason: AgentBlock, now: datetime, until: datetime | None = None
) -> None:
    """Block an agent, for good or until a moment; ignored if the agent has been removed."""
    if connection.execute(select(agents.c.username).where(agents.c.username == username)).first():
        row = {"username": username, "hold": reason.value, "since": now, "until": until}
        upsert(connection, agent_holds, [row])


def blocked_until(connection: Connection, username: str, reason: AgentBlock) -> datetime | None:
    """When this block of an agent ends; None without one, or when it has no end."""
    theirs = (agent_holds.c.username == username) & (agent_holds.c.hold == reason.value)
    until: datetime | None = connection.execute(select(agent_holds.c.until).where(theirs)).scalar()
    return until


def unblock_those_over(connection: Connection, now: datetime) -> int:
    """Remove blocks whose time is over; returns how many."""
    return connection.execute(delete(agent_holds).where(agent_holds.c.until <= now)).rowcount


def unblock_begun_between(connection: Connection, reason: AgentBlock, first: datetime, last: datetime) -> int:
    """Remove all agents' blocks of this kind that began between these moments; returns how many."""
    begun = agent_holds.c.since.between(first, last)
    return connection.execute(delete(agent_holds).where(agent_holds.c.hold == reason.value, begun)).rowcount


def next_block_over(connection: Connection) -> datetime | None:
    """When the next timed block ends."""
    until: datetime | None = connection.execute(select(func.min(agent_holds.c.until))).scalar_one()
    return until


def unblock(connection: Connection, username: str, reason: AgentBlock) -> None:
    connection.execute(
        delete(agent_holds).where(agent_holds.c.username == username, agent_holds.c.hold == reason.value)
    )


def applied(connection: Connection, revs: Sequence[tuple[str, int]]) -> None:
    """Record the revisions (username, rev) that Asterisk has been told."""
    for username, rev in revs:
        connection.execute(update(agents).where(agents.c.username == username).values(applied_rev=rev))


def _update(connection: Connection, username: str, columns: Mapping[str, Any]) -> None:
    connection.execute(update(agents).where(agents.c.username == username).values(**columns, rev=agents.c.rev + 1))


def _columns(named: NewUser | UserChange) -> dict[str, Any]:
    return {name: value.value if isinstance(value, Enum) else value for name, value in vars(named).items()}


def agent_of(row: Row[Any], blocks: frozenset[AgentBlock]) -> Agent:
    """From the columns of `agents`."""
    return Agent(
        username=row.username,
        name=row.name,
        role=Role(row.role),
        extension=row.extension,
        queues=tuple(row.queues),
        penalties=row.penalties,
        wish=Wish(row.wish),
        wish_reason=row.wish_reason,
        wish_since=row.wish_since,
        blocks=blocks,
        sip_ha1=row.sip_ha1,
        password_hash=row.password_hash,
        rev=row.rev,
        applied_rev=row.applied_rev,
        disabled=row.disabled,
        wish_by=row.wish_by,
        wish_by_name=row.wish_by_name or row.wish_by,
        day=_day(row),
        must_change_password=row.must_change_password,
    )


def _day(row: Row[Any]) -> ForTheDay | None:
    if row.usual_until is None:
        return None
    return ForTheDay(
        usual_queues=tuple(row.usual_queues),
        usual_penalties=row.usual_penalties,
        until=row.usual_until,
        by=row.usual_set_by,
    )
