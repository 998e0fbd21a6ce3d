"""Everything that is stored about one citizen, found by their number in canonical form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from hotline.domain.callbacks.callback import OPEN
from hotline.domain.calls.call import Direction
from hotline.store.callbacks.callback_list import CallbackRow
from hotline.store.calls import call_rows
from hotline.store.calls.call_rows import CallRow
from hotline.store.calls.placed import Placed
from hotline.store.privacy.looks import LookRow
from hotline.store.rows import rows
from hotline.store.tables import (
    call_facts,
    callbacks,
    calls,
    looks,
    placed_calls,
    ticket_changes,
    ticket_notes,
    tickets,
    transfers,
)
from hotline.store.tickets import ticket_rows
from hotline.store.tickets.ticket_changes import TicketChangeRow
from hotline.store.tickets.ticket_desk import NoteRow
from hotline.store.tickets.ticket_rows import TICKETS, TicketRow
from hotline.store.transfers import transfers as transfer_store
from hotline.store.transfers.transfers import TransferRow


@dataclass(frozen=True, kw_only=True, slots=True)
class FactsRow:
    """A row of `call_facts`."""

    call: str
    facts: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Kept:
    """Rows by table, unchanged. `transfers` are those of the citizen's calls and those to their number."""

    calls: Sequence[CallRow]
    tickets: Sequence[TicketRow]
    notes: Sequence[NoteRow]
    changes: Sequence[TicketChangeRow]
    callbacks: Sequence[CallbackRow]
    placed: Sequence[Placed]
    transfers: Sequence[TransferRow]
    facts: Sequence[FactsRow]
    looks: Sequence[LookRow]


def everything(connection: Connection, number: str, number_hash: str) -> Kept:
    of_calls = select(calls.c.id).where(_theirs(number))
    of_tickets = select(tickets.c.number).where(or_(tickets.c.caller == number, tickets.c.call.in_(of_calls)))
    return Kept(
        calls=call_rows.read(connection, select(calls).where(_theirs(number)).order_by(calls.c.started_at)),
        tickets=ticket_rows.read(connection, TICKETS.where(tickets.c.number.in_(of_tickets))),
        notes=rows(connection, NoteRow, select(ticket_notes).where(ticket_notes.c.ticket.in_(of_tickets))),
        changes=rows(
            connection, TicketChangeRow, select(ticket_changes).where(ticket_changes.c.ticket.in_(of_tickets))
        ),
        callbacks=rows(connection, CallbackRow, select(callbacks).where(callbacks.c.number == number)),
        placed=rows(connection, Placed, select(placed_calls).where(placed_calls.c.number == number)),
        transfers=transfer_store.read(
            connection, select(transfers).where(or_(transfers.c.call.in_(of_calls), _sent_to(number)))
        ),
        facts=rows(connection, FactsRow, select(call_facts).where(call_facts.c.call.in_(of_calls))),
        looks=rows(connection, LookRow, select(looks).where(looks.c.number_hash == number_hash)),
    )


def not_over(connection: Connection, number: str, since: datetime) -> list[str]:
    """The citizen's calls that are live or ended at or after this moment, which cti may still write again."""
    recent = or_(calls.c.ended_at.is_(None), calls.c.ended_at >= since)
    planned = and_(placed_calls.c.number == number, placed_calls.c.ended_at.is_(None))
    live = connection.execute(select(calls.c.id).where(_theirs(number), recent)).scalars()
    return sorted({*live, *connection.execute(select(placed_calls.c.id).where(planned)).scalars()})


def open_callbacks(connection: Connection, number: str) -> list[int]:
    open_ = callbacks.c.status.in_([status.value for status in OPEN])
    return list(connection.execute(select(callbacks.c.id).where(callbacks.c.number == number, open_)).scalars())


def _theirs(number: str) -> ColumnElement[bool]:
    """The citizen is the caller of an inbound call, else the called party."""
    is_inbound = calls.c.direction == Direction.INBOUND.value
    return or_(and_(is_inbound, calls.c.caller == number), and_(~is_inbound, calls.c.called == number))


def _sent_to(number: str) -> ColumnElement[bool]:
    return and_(transfers.c.name == "", or_(transfers.c.target == number, transfers.c.answered_by == number))
