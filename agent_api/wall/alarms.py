"""Alarms: events that a supervisor must look at."""

from datetime import datetime

from agent_api.http.route import Ask
from agent_api.protocol.cursor import decode, encode
from agent_api.protocol.fields import Answer, ListQuery
from agent_api.protocol.moments import shown
from hotline.store.reports import alarm_list


class AlarmView(Answer):
    """One per kind and subject; `count` says how often it was raised."""

    id: int
    kind: str
    subject: str
    first_at: datetime
    last_at: datetime
    count: int


class AlarmPage(Answer):
    items: list[AlarmView]
    next: str | None


async def list_alarms(ask: Ask[ListQuery, None]) -> AlarmPage:
    after = decode(ask.query.cursor, (datetime, int))
    found = await ask.services.database.read(alarm_list.page_of, after=after, limit=ask.query.limit)
    items = [AlarmView(**shown(row, AlarmView, ask.services.zone)) for row in found.rows]
    return AlarmPage(items=items, next=encode(found.next))
