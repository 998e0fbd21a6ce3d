"""A caller's history, as the agent sees it before answering."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, and_, bindparam, select

from hotline.domain.tickets.ticket import TicketStatus
from hotline.store.callbacks import callback_list
from hotline.store.callbacks.callback_list import CallbackRow
from hotline.store.calls import call_rows
from hotline.store.calls.call_rows import CallRow
from hotline.store.tables import calls, tickets
from hotline.store.tickets import ticket_desk, ticket_rows
from hotline.store.tickets.ticket_desk import TicketStory
from hotline.store.tickets.ticket_rows import TICKETS, TicketRow

# Built once, because building takes longer than SQLite's query, and each call needs it while the phone rings.
_THEIRS = TICKETS.where(tickets.c.caller == bindparam("caller"))
_NEWEST = (tickets.c.created_at.desc(), tickets.c.number.desc())
_TICKETS = _THEIRS.order_by(*_NEWEST).limit(bindparam("most"))
_CALLS = (
    select(calls)
    .where(calls.c.caller == bindparam("caller"))
    .order_by(calls.c.started_at.desc(), calls.c.id.desc())
    .limit(bindparam("most"))
)
# The newest open ticket with content of a call that is over; else an empty one; and only without either, that of the
# present call. So an open case is never hidden by the present call's empty ticket.
_BLANK = and_(tickets.c.category == "", tickets.c.subject == "", tickets.c.content == "")
_OPEN_CASE = (
    _THEIRS.where(tickets.c.status == TicketStatus.OPEN.value)
    .order_by(calls.c.ended_at.is_(None), _BLANK, *_NEWEST)
    .limit(1)
)


@dataclass(frozen=True, kw_only=True)
class History:
    """Tickets and calls, newest first; `open_ticket` is the case to continue with, and its story."""

    tickets: Sequence[TicketRow]
    calls: Sequence[CallRow]
    open_ticket: TicketRow | None
    open_ticket_story: TicketStory
    open_callback: CallbackRow | None
    open_callback_calls: Sequence[str]


NOTHING_KNOWN = History(
    tickets=(), calls=(), open_ticket=None, open_ticket_story=TicketStory(), open_callback=None, open_callback_calls=()
)


def warm_up(connection: Connection) -> None:
    """Run all statements of a history once for no number, so that they are compiled before a phone rings."""
    of_number(connection, "-", 1)
    ticket_desk.story_of(connection, "-")
    callback_list.calls_of(connection, [0])


def of_number(connection: Connection, number: str, limit: int) -> History:
    """The last `limit` tickets and calls of a number in canonical form.

    Withheld numbers have no history, because they belong to many people.
    """
    if not number:
        return NOTHING_KNOWN
    cases = ticket_rows.read(connection, _OPEN_CASE, {"caller": number})
    case = cases[0] if cases else None
    duty = callback_list.open_of(connection, number)
    return History(
        tickets=ticket_rows.read(connection, _TICKETS, {"caller": number, "most": limit}),
        calls=call_rows.read(connection, _CALLS, {"caller": number, "most": limit}),
        open_ticket=case,
        open_ticket_story=ticket_desk.story_of(connection, case.number) if case else TicketStory(),
        open_callback=duty,
        open_callback_calls=callback_list.calls_of(connection, [duty.id])[duty.id] if duty else (),
    )
