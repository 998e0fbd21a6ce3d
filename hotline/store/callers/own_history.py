"""A number's history for an agent who is not dealing with it: only the agent's own rows."""

from typing import Any

from sqlalchemy import Connection, Select, select

from hotline.domain.tickets.ticket import TicketStatus
from hotline.store.callbacks import callback_list
from hotline.store.callers.history import NOTHING_KNOWN, History
from hotline.store.calls import call_rows
from hotline.store.calls.own_rows import own_call, own_ticket
from hotline.store.tables import calls, tickets
from hotline.store.tickets import ticket_desk, ticket_rows
from hotline.store.tickets.ticket_desk import TicketStory
from hotline.store.tickets.ticket_rows import TICKETS


def own_of_number(connection: Connection, number: str, username: str, limit: int) -> History:
    if not number:
        return NOTHING_KNOWN
    theirs = ticket_rows.read(connection, _tickets(number, username).limit(limit))
    case = next((one for one in theirs if one.status == TicketStatus.OPEN.value), None)
    duty = callback_list.open_of(connection, number)
    if duty is not None and duty.agent != username:
        duty = None
    return History(
        tickets=theirs,
        calls=call_rows.read(connection, _calls(number, username).limit(limit)),
        open_ticket=case,
        open_ticket_story=ticket_desk.story_of(connection, case.number) if case else TicketStory(),
        open_callback=duty,
        open_callback_calls=callback_list.calls_of(connection, [duty.id])[duty.id] if duty else (),
    )


def _tickets(number: str, username: str) -> Select[Any]:
    own = TICKETS.where(tickets.c.caller == number, own_ticket(username))
    return own.order_by(tickets.c.created_at.desc(), tickets.c.number.desc())


def _calls(number: str, username: str) -> Select[Any]:
    own = select(calls).where(calls.c.caller == number, own_call(username))
    return own.order_by(calls.c.started_at.desc(), calls.c.id.desc())
