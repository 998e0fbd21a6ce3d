"""Alarms for supervisors, and who has looked at each."""

from datetime import datetime

from pydantic import Field
from sqlalchemy import Connection

from agent_api.http.route import Ask
from agent_api.protocol.cursor import decode, encode
from agent_api.protocol.fields import INTEGER_LIMIT, Answer, ListQuery, Moment, Query
from agent_api.protocol.moments import shown
from agent_api.protocol.problem import not_found
from hotline.store.reports import alarm_list, alarms
from hotline.store.reports.alarm_list import AlarmFilter, AlarmRow
from hotline.store.reports.alarms import AlarmKind


class AlarmQuery(ListQuery):
    """`from` and `to` apply to the last time that it was seen; `open`: whether it is still on."""

    since: Moment | None = Field(default=None, alias="from")
    until: Moment | None = Field(default=None, alias="to")
    kind: AlarmKind | None = None
    is_open: bool | None = Field(default=None, alias="open")
    acknowledged: bool | None = None


class AlarmView(Answer):
    """An alarm from its start (`first_at`) to its end (`ended_at`, null while it is on). A condition ends when it is
    over; something that happens is counted, and ends when it has not happened for a while (`alarms.quiet`).
    `acknowledged_by` is who first said that they have looked at it, "" if nobody has."""

    id: int
    kind: str
    subject: str
    first_at: datetime
    last_at: datetime
    count: int
    ended_at: datetime | None
    acknowledged_at: datetime | None
    acknowledged_by: str


class AlarmPage(Answer):
    items: list[AlarmView]
    next: str | None


async def list_alarms(ask: Ask[AlarmQuery, None]) -> AlarmPage:
    query = ask.query
    wanted = AlarmFilter(
        since=query.since,
        until=query.until,
        kind=query.kind.value if query.kind else None,
        is_open=query.is_open,
        acknowledged=query.acknowledged,
    )
    after = decode(query.cursor, (datetime, int))
    found = await ask.services.database.read(alarm_list.page_of, wanted, after=after, limit=query.limit)
    items = [AlarmView(**shown(row, AlarmView, ask.services.zone)) for row in found.rows]
    return AlarmPage(items=items, next=encode(found.next))


async def acknowledge_alarm(ask: Ask[Query, None]) -> AlarmView:
    """Say that one has looked at it. The first one stands; the alarm goes on for as long as its cause does."""
    text = ask.path("id")
    if not text.isascii() or not text.isdigit() or len(text) > 10 or int(text) > INTEGER_LIMIT:
        raise not_found("alarm")
    row = await ask.services.database.write(_acknowledge, int(text), ask.who.username, ask.now)
    return AlarmView(**shown(row, AlarmView, ask.services.zone))


def _acknowledge(connection: Connection, alarm_id: int, username: str, now: datetime) -> AlarmRow:
    alarms.acknowledge(connection, alarm_id, username, now)
    row = alarm_list.get(connection, alarm_id)
    if row is None:
        raise not_found("alarm")
    return row
