"""Finds expired rows, in steps so small that recording a call does not wait for them."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, delete, select

from hotline.store import key_values
from hotline.store.privacy.anonymising import anonymise_calls, anonymise_tickets
from hotline.store.tables import calls, looks, tickets

AT_ONCE = 200


def expire_calls(connection: Connection, before: datetime) -> int:
    """Anonymise calls that began before this moment; returns how many in this step."""
    key = (calls.c.started_at, calls.c.id)
    return _step(connection, "calls_expired", key, before, anonymise_calls)


def expire_tickets(connection: Connection, before: datetime) -> int:
    key = (tickets.c.created_at, tickets.c.number)
    return _step(connection, "tickets_expired", key, before, anonymise_tickets)


def expire_looks(connection: Connection, before: datetime) -> int:
    """Looks are deleted completely, because no figure counts them."""
    old = select(looks.c.id).where(looks.c.at < before).order_by(looks.c.at).limit(AT_ONCE)
    ids = list(connection.execute(old).scalars())
    connection.execute(delete(looks).where(looks.c.id.in_(ids)))
    return len(ids)


def _step(
    connection: Connection,
    mark: str,
    key: tuple[Column[Any], Column[Any]],
    before: datetime,
    anonymise: Callable[[Connection, list[str]], None],
) -> int:
    """The next rows in the order of their time.

    The mark records how far the steps have come, so that rows already done, which stay, are not searched again. Rows at
    exactly the mark's time are included.
    """
    at, name = key
    done = key_values.get(connection, mark)
    query = select(at, name).where(at < before).order_by(at, name).limit(AT_ONCE)
    if done is not None:
        moment, _, last = done.partition(" ")
        since = datetime.fromisoformat(moment)
        query = query.where((at > since) | ((at == since) & (name > last)))
    rows = connection.execute(query).all()
    if rows:
        anonymise(connection, [row[1] for row in rows])
        key_values.put(connection, mark, f"{rows[-1][0].isoformat()} {rows[-1][1]}")
    return len(rows)
