"""Desks in SQL: which are open and at which process, when each was last seen open, and who has ended their work.

Each process reports its open desks repeatedly. A report older than FRESH no longer counts: the process was killed, or
cannot reach SQL.
"""

from collections.abc import Collection, Mapping, Sequence, Set
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, and_, delete, select, update

from hotline.domain.agents.agent import Wish
from hotline.domain.agents.desk import Departure, Desk, Left
from hotline.store.agents import agents as agent_store
from hotline.store.tables import agents, call_legs, calls, desks, open_desks
from hotline.store.upsert import upsert

FRESH = timedelta(seconds=30)
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def standing(connection: Connection) -> list[Desk]:
    """All agents with a telephone."""
    columns = (
        agents.c.username,
        agents.c.wish,
        agents.c.wish_since,
        desks.c.seen_at,
        desks.c.why_left,
        desks.c.left_at,
    )
    joined = agents.outerjoin(desks, desks.c.username == agents.c.username)
    rows = connection.execute(select(*columns).select_from(joined).where(agents.c.extension.is_not(None)))
    return [
        Desk(
            username=row.username,
            wish=Wish(row.wish),
            wish_since=row.wish_since,
            seen_at=row.seen_at,
            left=Left(row.why_left) if row.why_left else None,
            left_at=row.left_at,
        )
        for row in rows
    ]


def on_the_line(connection: Connection) -> set[str]:
    """Agents whose telephone rings or talks in a live call."""
    live = calls.join(call_legs, and_(call_legs.c.call == calls.c.id, call_legs.c.ended_at.is_(None)))
    theirs = select(call_legs.c.agent).select_from(live).where(calls.c.ended_at.is_(None))
    return set(connection.execute(theirs.where(call_legs.c.agent.is_not(None))).scalars())


def note_open(
    connection: Connection, process: str, usernames: Collection[str], cut_off: Set[str], now: datetime
) -> None:
    """These agents' desks are open at a process now, or `cut_off` from it; users removed meanwhile are ignored."""
    known = select(agents.c.username).where(agents.c.username.in_({*usernames, *cut_off}))
    names = sorted(connection.execute(known).scalars())
    seen = [{"username": name, "seen_at": now} for name in names if name in usernames]
    upsert(connection, desks, seen)
    rows = [{"username": name, "process": process, "cut_off": name in cut_off, "seen_at": now} for name in names]
    upsert(connection, open_desks, rows)


def note_back(connection: Connection, usernames: Collection[str]) -> None:
    """These agents have opened a desk again after they had ended their work."""
    back = update(desks).where(desks.c.username.in_(usernames), desks.c.why_left.is_not(None))
    connection.execute(back.values(why_left=None, left_at=None))


def note_closed(connection: Connection, process: str, closed: Mapping[str, datetime]) -> None:
    """These desks were closed at a process at the given times; until then they were seen open."""
    for username, at in closed.items():
        mine = and_(open_desks.c.username == username, open_desks.c.process == process)
        connection.execute(delete(open_desks).where(mine))
        earlier = and_(desks.c.username == username, desks.c.seen_at < at)
        connection.execute(update(desks).where(earlier).values(seen_at=at))


def detach(connection: Connection, process: str) -> None:
    """A process ends: its reports no longer count, and it is not yet known which desks open again elsewhere."""
    mine = open_desks.c.process == process
    connection.execute(update(open_desks).where(mine).values(seen_at=_LONG_AGO))


def elsewhere(connection: Connection, process: str, now: datetime) -> set[str]:
    """Agents whose desk is open at another process, or cut off from it."""
    others = and_(open_desks.c.process != process, open_desks.c.seen_at >= now - FRESH)
    return set(connection.execute(select(open_desks.c.username).where(others)).scalars())


def note_left(connection: Connection, username: str, why: Left, now: datetime) -> None:
    """An agent has ended their work. This takes effect when they are in no call; a newer wish overrides it."""
    if connection.execute(select(desks.c.username).where(desks.c.username == username)).first() is None:
        upsert(connection, desks, [{"username": username, "seen_at": None}])
    connection.execute(update(desks).where(desks.c.username == username).values(why_left=why.value, left_at=now))
    connection.execute(delete(open_desks).where(open_desks.c.username == username))


def depart(connection: Connection, gone: Sequence[Departure], means: Wish, now: datetime) -> list[str]:
    """Give these agents the wish `means`; returns those for whom it was set, without those who have a newer wish."""
    done = []
    for departure in gone:
        mine = (agents.c.username == departure.username) & (agents.c.wish_since == departure.wish_since)
        if connection.execute(select(agents.c.username).where(mine).with_for_update()).first() is None:
            continue
        agent_store.wish(connection, departure.username, means, departure.why.value, now)
        connection.execute(delete(open_desks).where(open_desks.c.username == departure.username))
        done.append(departure.username)
    return done


def open_now(connection: Connection, now: datetime) -> dict[str, bool | None]:
    """Whether each agent's desk is open, None if there is no recent report; agents who never had one are left out."""
    mine = and_(open_desks.c.username == desks.c.username, open_desks.c.cut_off.is_(False))
    rows = connection.execute(
        select(desks.c.username, open_desks.c.seen_at).select_from(desks.outerjoin(open_desks, mine))
    )
    said: dict[str, list[datetime]] = {}
    for row in rows:
        said.setdefault(row.username, []).extend([row.seen_at] if row.seen_at else [])
    return {name: (max(times) >= now - FRESH or None) if times else False for name, times in said.items()}
