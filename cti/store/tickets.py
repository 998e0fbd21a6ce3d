"""Tickets in SQL: opened with the call, numbered by day without gaps or doubles."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from cti.domain.ticket import TicketStatus, ticket_number
from cti.store.tables import ticket_days, tickets
from cti.store.upsert import upsert

_LAST = select(ticket_days.c.last).where(ticket_days.c.day == bindparam("day")).with_for_update()
_OPEN = insert(tickets)
_GIVE = update(tickets).where(tickets.c.number == bindparam("of")).values(agent=bindparam("to"))


def take_numbers(connection: Connection, day: date, count: int) -> list[str]:
    """The next `count` numbers of a day. A rolled back transaction gives them back, so the row leaves no gaps."""
    last = connection.execute(_LAST, {"day": day}).scalar_one_or_none()
    first = (last or 0) + 1
    upsert(connection, ticket_days, [{"day": day, "last": first + count - 1}])
    return [ticket_number(day, sequence) for sequence in range(first, first + count)]


def open_for(connection: Connection, rows: Sequence[Mapping[str, Any]], now: datetime) -> None:
    """New tickets: each row has number, call, caller, created_at."""
    if rows:
        filled = [{**row, "status": TicketStatus.OPEN.value, "updated_at": now} for row in rows]
        connection.execute(_OPEN, filled)


def set_callers(connection: Connection, callers: Mapping[str, str]) -> None:
    """Caller by ticket number."""
    for number, caller in callers.items():
        connection.execute(update(tickets).where(tickets.c.number == number).values(caller=caller))


def give_to(connection: Connection, agents: Mapping[str, str]) -> None:
    """The agent who speaks with the citizen has the ticket: username by ticket number."""
    if agents:
        connection.execute(_GIVE, [{"of": number, "to": username} for number, username in agents.items()])
