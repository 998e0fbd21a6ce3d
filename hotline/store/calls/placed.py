"""Calls that we place, in SQL: planned before Asterisk is asked, sent at most once, and ended by what the witnesses saw
of the call with the same id.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, func, insert, select, update

from hotline.domain.calls.call import Direction
from hotline.domain.facts.failure import Failure
from hotline.store.tables import calls, placed_calls

REACHED = "reached"


@dataclass(frozen=True, kw_only=True)
class Placed:
    """One call that we intend to place. `stop` says why it is to be ended; `result` is "reached" or a Failure."""

    id: str
    number: str
    agent: str
    extension: str
    callback: int | None
    ticket: str | None
    created_at: datetime
    sent_at: datetime | None
    send_until: datetime | None
    stop: str | None
    result: str | None
    reached_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A call that we intend to place; with `sent_at`, it has been dialled already."""

    id: str
    number: str
    agent: str
    extension: str
    created_at: datetime
    callback: int | None = None
    ticket: str | None = None
    sent_at: datetime | None = None


def plan(connection: Connection, wanted: Plan) -> None:
    """Write the plan, before Asterisk is asked."""
    connection.execute(insert(placed_calls), vars(wanted))


def of(connection: Connection, ids: Collection[str]) -> dict[str, Placed]:
    """Those of these calls that we placed, by id."""
    if not ids:
        return {}
    rows = connection.execute(select(placed_calls).where(placed_calls.c.id.in_(ids)))
    return {row.id: _placed(row) for row in rows}


def of_callback(connection: Connection, callback: int) -> list[Placed]:
    """The attempts of a callback, the oldest first."""
    query = select(placed_calls).where(placed_calls.c.callback == callback).order_by(placed_calls.c.created_at)
    return [_placed(row) for row in connection.execute(query)]


def open_ones(connection: Connection) -> list[Placed]:
    """Plans whose result is not known, the oldest first."""
    query = select(placed_calls).where(placed_calls.c.ended_at.is_(None)).order_by(placed_calls.c.created_at)
    return [_placed(row) for row in connection.execute(query)]


def claim_to_send(connection: Connection, call: str, now: datetime, until: datetime) -> bool:
    """Whether this process may send it; only one ever may."""
    mine = and_(
        placed_calls.c.id == call,
        placed_calls.c.sent_at.is_(None),
        placed_calls.c.stop.is_(None),
        placed_calls.c.ended_at.is_(None),
    )
    claimed = update(placed_calls).where(mine).values(sent_at=now, send_until=until)
    return connection.execute(claimed).rowcount == 1


def stop(connection: Connection, callbacks: Iterable[int], why: str) -> None:
    """End what is being dialled for these callbacks, unless the citizen has answered."""
    ids = list(callbacks)
    if ids:
        ringing = and_(
            placed_calls.c.callback.in_(ids), placed_calls.c.ended_at.is_(None), placed_calls.c.reached_at.is_(None)
        )
        connection.execute(update(placed_calls).where(ringing).values(stop=why))


def stop_call(connection: Connection, call: str, why: str) -> None:
    """End this call, if we place it and it has not reached the citizen."""
    unreached = and_(placed_calls.c.id == call, placed_calls.c.ended_at.is_(None), placed_calls.c.reached_at.is_(None))
    connection.execute(update(placed_calls).where(unreached).values(stop=why))


def reached(connection: Connection, call: str, at: datetime) -> None:
    connection.execute(update(placed_calls).where(placed_calls.c.id == call).values(reached_at=at, result=REACHED))


def end(connection: Connection, call: str, failure: Failure | None, at: datetime) -> bool:
    """Record the result, `failure` None if the citizen was reached; returns whether it had none until now."""
    values: dict[str, Any] = {"ended_at": at}
    if failure is not None:
        values["result"] = failure.value
    is_open = and_(placed_calls.c.id == call, placed_calls.c.ended_at.is_(None))
    return connection.execute(update(placed_calls).where(is_open).values(**values)).rowcount == 1


def drop(connection: Connection, call: str, failure: Failure, now: datetime) -> bool:
    """Give up a plan that nobody has claimed; returns whether that was so. Another process may have sent it a moment
    ago.
    """
    unsent = and_(placed_calls.c.id == call, placed_calls.c.sent_at.is_(None), placed_calls.c.ended_at.is_(None))
    values = {"ended_at": now, "result": failure.value}
    return connection.execute(update(placed_calls).where(unsent).values(**values)).rowcount == 1


def stop_of(connection: Connection, username: str, why: str) -> None:
    """The agent is gone: end the calls that ring for them."""
    theirs = and_(placed_calls.c.agent == username, placed_calls.c.ended_at.is_(None))
    ringing = and_(theirs, placed_calls.c.reached_at.is_(None))
    connection.execute(update(placed_calls).where(ringing).values(stop=why))


def known_to_cti(connection: Connection, call: str) -> bool:
    """Whether any witness has reported the call."""
    return connection.execute(select(calls.c.id).where(calls.c.id == call)).first() is not None


def lines_in_use(connection: Connection, trunk: str, *, planned: bool = False) -> tuple[int, int]:
    """Channels of the trunk in use by inbound calls, and by calls that we place; `planned`: including planned ones."""
    theirs = select(func.count()).where(
        calls.c.ended_at.is_(None), calls.c.trunk == trunk, calls.c.direction == Direction.INBOUND.value
    )
    ours = select(func.count()).select_from(placed_calls).where(placed_calls.c.ended_at.is_(None))
    if not planned:
        ours = ours.where(placed_calls.c.sent_at.is_not(None))
    return connection.execute(theirs).scalar_one(), connection.execute(ours).scalar_one()


def own_calls(connection: Connection, username: str, since: datetime) -> tuple[int, int]:
    """The calls that an agent has placed themselves: those that are not over, and all since that moment."""
    own = select(func.count()).where(placed_calls.c.agent == username, placed_calls.c.callback.is_(None))
    live = connection.execute(own.where(placed_calls.c.ended_at.is_(None))).scalar_one()
    return live, connection.execute(own.where(placed_calls.c.created_at >= since)).scalar_one()


def _placed(row: Any) -> Placed:
    return Placed(**row._mapping)
