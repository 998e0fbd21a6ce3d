"""Refusals in a row by the carrier, in SQL; deleted by the first call that it connects."""

from datetime import datetime

from sqlalchemy import Connection, delete, func, select

from hotline.domain.callbacks.carrier import Refusals
from hotline.store.tables import carrier_refusals, placed_calls
from hotline.store.upsert import upsert


def refused(connection: Connection, trunk: str, answer: str, at: datetime) -> None:
    known = refusals(connection, trunk)
    row = {
        "trunk": trunk,
        "count": (known.count if known else 0) + 1,
        "last_at": max(at, known.last_at) if known else at,
        "answer": answer,
    }
    upsert(connection, carrier_refusals, [row])


def carried(connection: Connection, trunk: str) -> None:
    connection.execute(delete(carrier_refusals).where(carrier_refusals.c.trunk == trunk))


def refusals(connection: Connection, trunk: str) -> Refusals | None:
    """None if the last call was not refused."""
    row = connection.execute(select(carrier_refusals).where(carrier_refusals.c.trunk == trunk)).one_or_none()
    return Refusals(count=row._mapping["count"], last_at=row.last_at, answer=row.answer) if row else None


def callbacks_under_way(connection: Connection) -> int:
    """Callbacks whose attempt is planned or being dialled and not answered yet."""
    open_ones = (
        placed_calls.c.callback.is_not(None),
        placed_calls.c.ended_at.is_(None),
        placed_calls.c.reached_at.is_(None),
    )
    return connection.execute(select(func.count()).select_from(placed_calls).where(*open_ones)).scalar_one()
