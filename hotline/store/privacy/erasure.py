"""Erases one citizen from SQL: their rows stay and count, without identity and content."""

from datetime import datetime

from sqlalchemy import Connection, update

from hotline.store.callbacks import callback_desk
from hotline.store.privacy import of_number
from hotline.store.privacy.anonymising import anonymise_calls, anonymise_tickets, strip_transfers
from hotline.store.privacy.of_number import Kept
from hotline.store.tables import callbacks, looks, placed_calls, tickets


def erase(connection: Connection, number: str, number_hash: str, now: datetime) -> Kept:
    """Erase this number; returns what there was.

    Open callbacks are cancelled. Looks stay, without the number, so that it is still known who looked.
    """
    kept = of_number.everything(connection, number, number_hash)
    for callback in of_number.open_callbacks(connection, number):
        callback_desk.cancel(connection, callback, now)
    anonymise_calls(connection, [row.id for row in kept.calls])
    anonymise_tickets(connection, [row.number for row in kept.tickets])
    strip_transfers(connection, sorted({row.call for row in kept.transfers}))
    connection.execute(update(callbacks).where(callbacks.c.number == number).values(number=""))
    connection.execute(update(placed_calls).where(placed_calls.c.number == number).values(number=""))
    connection.execute(update(tickets).where(tickets.c.caller == number).values(caller=""))
    of_theirs = looks.c.number_hash == number_hash
    connection.execute(update(looks).where(of_theirs).values(number_hash="", subject="", filters={}))
    return kept
