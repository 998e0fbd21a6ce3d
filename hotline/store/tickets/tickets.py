"""Tickets in SQL: opened with the call, numbered by day without gaps or duplicates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from hotline.domain.tickets.ticket import TicketStatus, ticket_number
from hotline.store.tables import ticket_days, tickets
from hotline.store.tickets import ticket_changes
from hotline.store.upsert import upsert

_LAST = select(ticket_days.c.last).where(ticket_days.c.day == bindparam("day")).with_for_update()
_OPEN = insert(tickets)
_STOOD = select(tickets.c.number, tickets.c.agent, tickets.c.caller).where(
    tickets.c.number.in_(bindparam("numbers", expanding=True))
)
_GIVE = update(tickets).where(tickets.c.number == bindparam("of")).values(agent=bindparam("to"))


@dataclass(frozen=True, kw_only=True)
class Spoken:
    """An agent has talked in a call that belongs to this ticket: one that we placed to `number`, or (None) the
    citizen's own.
    """

    ticket: str
    agent: str
    call: str
    number: str | None


def take_numbers(connection: Connection, day: date, count: int) -> list[str]:
    """The next `count` numbers of a day. A rollback returns them, so there are no gaps."""
    last = connection.execute(_LAST, {"day": day}).scalar_one_or_none()
    first = (last or 0) + 1
    upsert(connection, ticket_days, [{"day": day, "last": first + count - 1}])
    return [ticket_number(day, sequence) for sequence in range(first, first + count)]


@dataclass(frozen=True, kw_only=True)
class NewTicket:
    """The ticket of a call; `agent` is who talks with the citizen."""

    number: str
    call: str
    caller: str
    agent: str | None
    created_at: datetime


def open_for(connection: Connection, opened: Sequence[NewTicket], now: datetime) -> None:
    """Insert tickets."""
    if opened:
        filled = [vars(one) | {"status": TicketStatus.OPEN.value, "updated_at": now} for one in opened]
        connection.execute(_OPEN, filled)


def close_with(connection: Connection, subjects: Mapping[str, str], now: datetime) -> None:
    """Close these tickets with their subjects, unless somebody has written into them."""
    for number, subject in subjects.items():
        blank = (tickets.c.number == number, tickets.c.subject == "", tickets.c.content == "")
        closed = {"status": TicketStatus.CLOSED.value, "subject": subject, "updated_at": now}
        connection.execute(update(tickets).where(*blank).values(**closed))


def set_callers(connection: Connection, callers: Mapping[str, str]) -> None:
    """Set the caller by ticket number."""
    for number, caller in callers.items():
        connection.execute(update(tickets).where(tickets.c.number == number).values(caller=caller))


def give_to(connection: Connection, spoken: Sequence[Spoken], now: datetime) -> None:
    """Give the ticket to the agent who talks with the citizen. Calling another number about it does not, so that
    tickets cannot be obtained by dialling.
    """
    if not spoken:
        return
    stood = {row.number: row for row in connection.execute(_STOOD, {"numbers": [one.ticket for one in spoken]})}
    for one in spoken:
        row = stood.get(one.ticket)
        if row is None or one.number not in (None, row.caller) or row.agent == one.agent:
            continue
        connection.execute(_GIVE, {"of": one.ticket, "to": one.agent})
        if row.agent is not None:
            before, after = {"agent": row.agent}, {"agent": one.agent}
            ticket_changes.record(connection, one.ticket, one.agent, before, after, now, one.call)
