"""Calls in SQL, with the facts that they are projected from."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from hotline.domain.calls.call import CallState, Direction, Outcome
from hotline.domain.facts.facts import Fact, FactKind
from hotline.domain.facts.missed import MissedIn
from hotline.store.tables import call_facts, calls
from hotline.store.upsert import upsert

_FILED = select(calls.c.id, calls.c.ticket, calls.c.callback).where(calls.c.id.in_(bindparam("ids", expanding=True)))


@dataclass(frozen=True, kw_only=True, slots=True)
class Filed:
    """What only SQL knows of a call that was filed before."""

    ticket: str | None
    callback: int | None


def filed(connection: Connection, call_ids: Collection[str]) -> dict[str, Filed]:
    """Those of these calls that SQL has, by id."""
    rows = connection.execute(_FILED, {"ids": list(call_ids)})
    return {row.id: Filed(ticket=row.ticket, callback=row.callback) for row in rows}


@dataclass(frozen=True, kw_only=True, slots=True)
class CallRecord:
    """A call as it is filed: the columns of `calls` that follow from its facts, its plan and its ticket."""

    id: str
    direction: Direction
    state: CallState
    outcome: Outcome | None
    missed_in: MissedIn | None
    caller: str
    caller_name: str
    called: str
    called_name: str
    trunk: str
    origin: str
    queue: str | None
    overflowed_to: str | None
    sent_to: str | None
    agent: str | None
    started_at: datetime
    queued_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None
    wait_s: float | None
    to_person_s: float | None
    talk_s: float | None
    ticket: str | None
    callback: int | None
    recording: str | None
    citizen: str
    notice: int | None
    survey_asked_at: datetime | None
    survey_answer: str | None
    survey_at: datetime | None


_COLUMNS = tuple(column.name for column in fields(CallRecord))


def save(connection: Connection, records: Iterable[CallRecord], facts: Mapping[str, Iterable[Fact]]) -> None:
    """Write calls and their facts; may be repeated. Their legs are hotline.store.calls.legs'."""
    upsert(connection, calls, [_columns(one) for one in records])
    keep_facts(connection, facts)


def _columns(record: CallRecord) -> dict[str, object]:
    values = {name: getattr(record, name) for name in _COLUMNS}
    return {name: value.value if isinstance(value, Enum) else value for name, value in values.items()}


def ask_to_end(connection: Connection, call: str, by: str, reason: str, now: datetime) -> None:
    """Record that a supervisor ends the call for everybody."""
    values = {"ended_by": by, "end_reason": reason, "end_asked_at": now}
    connection.execute(update(calls).where(calls.c.id == call).values(**values))


def keep_facts(connection: Connection, facts: Mapping[str, Iterable[Fact]]) -> None:
    """Write the facts of existing calls, by call id."""
    upsert(connection, call_facts, [{"call": call, "facts": _as_stored(some)} for call, some in facts.items()])


def live_facts(connection: Connection) -> list[Fact]:
    """The facts of all calls that are live according to SQL."""
    joined = select(call_facts.c.facts).join(calls, calls.c.id == call_facts.c.call).where(calls.c.ended_at.is_(None))
    return [fact for stored in connection.execute(joined).scalars() for fact in _from_stored(stored)]


def recall(connection: Connection, call_ids: Collection[str]) -> tuple[list[Fact], set[str]]:
    """The stored facts of these calls, and the ids of known calls whose facts have been deleted."""
    joined = (
        select(calls.c.id, call_facts.c.facts)
        .outerjoin(call_facts, call_facts.c.call == calls.c.id)
        .where(calls.c.id.in_(call_ids))
    )
    rows = connection.execute(joined).all()
    facts = [fact for row in rows if row.facts is not None for fact in _from_stored(row.facts)]
    return facts, {row.id for row in rows if row.facts is None}


def _as_stored(facts: Iterable[Fact]) -> list[dict[str, Any]]:
    return [
        {
            "kind": fact.kind.value,
            "channel": fact.channel,
            "peer": fact.peer,
            "at": fact.at.isoformat(),
            "call": fact.call,
            "data": dict(fact.data),
        }
        for fact in facts
    ]


def _from_stored(rows: Iterable[Mapping[str, Any]]) -> list[Fact]:
    return [
        Fact(
            kind=FactKind(row["kind"]),
            channel=row["channel"],
            peer=row["peer"],
            at=datetime.fromisoformat(row["at"]),
            call=row["call"],
            data=row["data"],
        )
        for row in rows
    ]
