"""Desks in SQL: which are open, when each was last seen open, and who has ended their work."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, select, update

from hotline.domain.agents.agent import Wish
from hotline.domain.agents.desk import Departure, Desk, Left
from hotline.store.agents import agents as agent_store
from hotline.store.tables import agents, call_legs, calls, desks
from hotline.store.upsert import upsert

FRESH = timedelta(seconds=30)  # an older report of an open desk may no longer be true


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


def note_open(connection: Connection, usernames: Collection[str], now: datetime) -> None:
    """These agents' desks are open now; users removed meanwhile are ignored."""
    known = select(agents.c.username).where(agents.c.username.in_(usernames))
    rows = [
        {"username": username, "open": True, "seen_at": now} for username in sorted(connection.execute(known).scalars())
    ]
    upsert(connection, desks, rows)


def note_back(connection: Connection, usernames: Collection[str]) -> None:
    """These agents have opened a desk again after they had ended their work."""
    back = update(desks).where(desks.c.username.in_(usernames), desks.c.why_left.is_not(None))
    connection.execute(back.values(why_left=None, left_at=None))


def note_closed(connection: Connection, closed: Mapping[str, datetime]) -> None:
    """These desks have been closed since the given times; until then they were seen open."""
    for username, at in closed.items():
        connection.execute(update(desks).where(desks.c.username == username).values(open=False, seen_at=at))


def note_left(connection: Connection, username: str, why: Left, now: datetime) -> None:
    """An agent has ended their work. This takes effect when they are in no call; a newer wish overrides it."""
    if connection.execute(select(desks.c.username).where(desks.c.username == username)).first() is None:
        upsert(connection, desks, [{"username": username, "open": False, "seen_at": None}])
    connection.execute(
        update(desks).where(desks.c.username == username).values(open=False, why_left=why.value, left_at=now)
    )


def depart(connection: Connection, gone: Sequence[Departure], means: Wish, now: datetime) -> list[str]:
    """Give these agents the wish `means`; returns those for whom it was set, without those who have a newer wish."""
    done = []
    for departure in gone:
        mine = (agents.c.username == departure.username) & (agents.c.wish_since == departure.wish_since)
        if connection.execute(select(agents.c.username).where(mine).with_for_update()).first() is None:
            continue
        agent_store.wish(connection, departure.username, means, departure.why.value, now)
        done.append(departure.username)
    return done


def open_now(connection: Connection, now: datetime) -> dict[str, bool | None]:
    """Whether each agent's desk is open, None if there is no recent report; agents who never had one are left out."""
    rows = connection.execute(select(desks.c.username, desks.c.open, desks.c.seen_at))
    return {row.username: (None if row.seen_at < now - FRESH else True) if row.open else False for row in rows}
