"""Everything that is stored about one citizen, found by their number in canonical form."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from hotline.domain.callbacks.callback import OPEN
from hotline.domain.calls.call import Direction
from hotline.store.records import Record, records
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


@dataclass(frozen=True, kw_only=True)
class Kept:
    """Rows by table, unchanged. `transfers` are those of the citizen's calls and those to their number."""

    calls: list[Record]
    tickets: list[Record]
    notes: list[Record]
    changes: list[Record]
    callbacks: list[Record]
    placed: list[Record]
    transfers: list[Record]
    facts: list[Record]
    looks: list[Record]


def everything(connection: Connection, number: str, number_hash: str) -> Kept:
    of_calls = select(calls.c.id).where(_theirs(number))
    of_tickets = select(tickets.c.number).where(or_(tickets.c.caller == number, tickets.c.call.in_(of_calls)))
    return Kept(
        calls=records(connection, select(calls).where(_theirs(number)).order_by(calls.c.started_at)),
        tickets=records(connection, select(tickets).where(tickets.c.number.in_(of_tickets))),
        notes=records(connection, select(ticket_notes).where(ticket_notes.c.ticket.in_(of_tickets))),
        changes=records(connection, select(ticket_changes).where(ticket_changes.c.ticket.in_(of_tickets))),
        callbacks=records(connection, select(callbacks).where(callbacks.c.number == number)),
        placed=records(connection, select(placed_calls).where(placed_calls.c.number == number)),
        transfers=records(connection, select(transfers).where(or_(transfers.c.call.in_(of_calls), _sent_to(number)))),
        facts=records(connection, select(call_facts).where(call_facts.c.call.in_(of_calls))),
        looks=records(connection, select(looks).where(looks.c.number_hash == number_hash)),
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
