"""Notices in SQL: written by supervisors, made audible by cti, counted by the calls that name them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from hotline.store.pages import Key, Page, page
from hotline.store.rows import reader, row, rows
from hotline.store.tables import calls, notice_sounds, notices


@dataclass(frozen=True, kw_only=True, slots=True)
class NoticeRow:
    """A row of `notices`."""

    id: int
    title: str
    text: str
    queues: Sequence[str]
    from_at: datetime
    until_at: datetime
    counts: bool
    recorded: str
    made: str
    created_at: datetime
    created_by: str
    changed_at: datetime
    changed_by: str
    removed_at: datetime | None

    def holds(self, now: datetime) -> bool:
        return self.removed_at is None and self.from_at <= now < self.until_at


def get(connection: Connection, notice: int) -> NoticeRow | None:
    """A notice that has not been removed."""
    return row(connection, NoticeRow, select(notices).where(notices.c.id == notice, notices.c.removed_at.is_(None)))


def page_of(connection: Connection, *, after: Key | None, limit: int) -> Page[NoticeRow]:
    """Notices that have not been removed, the latest end first."""
    query = select(notices).where(notices.c.removed_at.is_(None))
    return page(connection, reader(NoticeRow), query, [notices.c.until_at, notices.c.id], after=after, limit=limit)


def not_over(connection: Connection, now: datetime) -> list[NoticeRow]:
    """Notices that hold now or will hold, in the order in which callers hear them."""
    query = select(notices).where(notices.c.removed_at.is_(None), notices.c.until_at > now).order_by(notices.c.id)
    return rows(connection, NoticeRow, query)


def titles(connection: Connection, ids: Collection[int]) -> dict[int, str]:
    """Titles by id, of removed ones too."""
    found = connection.execute(select(notices.c.id, notices.c.title).where(notices.c.id.in_(ids)))
    return {one.id: one.title for one in found}


def counted(connection: Connection, ids: Collection[int]) -> dict[int, int]:
    """How many callers said that this is why they ring."""
    query = select(calls.c.notice, func.count()).where(calls.c.notice.in_(ids)).group_by(calls.c.notice)
    return {row[0]: row[1] for row in connection.execute(query)}


def add(connection: Connection, values: Mapping[str, Any], username: str, now: datetime) -> int:
    written = {"created_at": now, "created_by": username, "changed_at": now, "changed_by": username}
    made: int = connection.execute(insert(notices).values(**values, **written).returning(notices.c.id)).scalar_one()
    return made


def change(connection: Connection, notice: int, values: Mapping[str, Any], username: str, now: datetime) -> None:
    written = {"changed_at": now, "changed_by": username}
    connection.execute(update(notices).where(notices.c.id == notice).values(**values, **written))


def put_sound(connection: Connection, notice: int, sound: bytes) -> None:
    connection.execute(delete(notice_sounds).where(notice_sounds.c.notice == notice))
    connection.execute(insert(notice_sounds).values(notice=notice, sound=sound))


def sound_of(connection: Connection, notice: int) -> bytes | None:
    found = connection.execute(select(notice_sounds.c.sound).where(notice_sounds.c.notice == notice))
    return found.scalar_one_or_none()


def set_made(connection: Connection, made: Mapping[int, str]) -> None:
    """What callers hear of these notices now."""
    for notice, name in made.items():
        connection.execute(update(notices).where(notices.c.id == notice).values(made=name))
