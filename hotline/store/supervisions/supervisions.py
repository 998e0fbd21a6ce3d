"""Supervisions in SQL: intended by a supervisor, sent at most once, continued by the facts of the call."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, insert, select, update

from hotline.domain.supervisions.supervision import NotJoined, Supervision, SupervisionState
from hotline.store.rows import row, rows
from hotline.store.tables import supervisions

_ORDER = (supervisions.c.created_at, supervisions.c.id)
_ONE = select(supervisions).where(supervisions.c.id == bindparam("of"))
_OF_CALL = select(supervisions).where(supervisions.c.call == bindparam("call")).order_by(*_ORDER)
_OF_CALLS = select(supervisions).where(supervisions.c.call.in_(bindparam("calls", expanding=True))).order_by(*_ORDER)
_OPEN = select(supervisions).where(supervisions.c.ended_at.is_(None)).order_by(*_ORDER)
_OF_SUPERVISOR = _OPEN.where(supervisions.c.supervisor == bindparam("supervisor"))
_INSERT = insert(supervisions)
_TOLD = ("state", "reason", "mode", "modes", "joined_at", "ended_at")


@dataclass(frozen=True, kw_only=True, slots=True)
class SupervisionRow:
    """A row of `supervisions`. `shown` is what the supervisor's telephone displays; `modes` are pairs of a mode and a
    moment."""

    id: str
    call: str
    agent: str
    channel: str
    supervisor: str
    extension: str
    shown: str
    mode: str
    wanted: str
    modes: Sequence[Sequence[str]]
    state: str
    reason: str
    created_at: datetime
    sent_at: datetime | None
    leave_asked_at: datetime | None
    joined_at: datetime | None
    ended_at: datetime | None

    @property
    def living(self) -> bool:
        return self.ended_at is None


@dataclass(frozen=True, kw_only=True)
class Intent:
    """A supervision as the supervisor wants it."""

    id: str
    call: str
    agent: str
    channel: str
    supervisor: str
    extension: str
    shown: str
    mode: str
    created_at: datetime


def intend(connection: Connection, intent: Intent) -> None:
    """Write it; raises IntegrityError if the call or the supervisor has one already."""
    begun = {"state": SupervisionState.RINGING.value, "reason": "", "modes": [], "wanted": intent.mode}
    connection.execute(_INSERT, vars(intent) | begun)


def get(connection: Connection, supervision: str) -> SupervisionRow | None:
    return row(connection, SupervisionRow, _ONE, {"of": supervision})


def of_calls(connection: Connection, calls: Collection[str]) -> dict[str, list[SupervisionRow]]:
    """The supervisions of these calls, in order."""
    found: dict[str, list[SupervisionRow]] = {call: [] for call in calls}
    for one in _of_calls(connection, list(found)):
        found[one.call].append(one)
    return found


def _of_calls(connection: Connection, calls: Sequence[str]) -> list[SupervisionRow]:
    if len(calls) == 1:
        return rows(connection, SupervisionRow, _OF_CALL, {"call": calls[0]})
    return rows(connection, SupervisionRow, _OF_CALLS, {"calls": calls}) if calls else []


def open_ones(connection: Connection) -> list[SupervisionRow]:
    """Those that have not ended, the oldest first."""
    return rows(connection, SupervisionRow, _OPEN)


def living_of(connection: Connection, supervisor: str) -> SupervisionRow | None:
    return row(connection, SupervisionRow, _OF_SUPERVISOR, {"supervisor": supervisor})


def claim_to_send(connection: Connection, supervision: str, now: datetime) -> bool:
    """Whether this process may ring the supervisor's telephone; only one ever may."""
    mine = and_(
        supervisions.c.id == supervision,
        supervisions.c.sent_at.is_(None),
        supervisions.c.leave_asked_at.is_(None),
        supervisions.c.ended_at.is_(None),
    )
    return connection.execute(update(supervisions).where(mine).values(sent_at=now)).rowcount == 1


def want(connection: Connection, supervision: str, mode: str) -> None:
    """Another mode is asked for; before the supervisor has joined it is the one they will join in."""
    this = supervisions.c.id == supervision
    connection.execute(update(supervisions).where(this).values(wanted=mode))
    unjoined = and_(this, supervisions.c.joined_at.is_(None), supervisions.c.ended_at.is_(None))
    connection.execute(update(supervisions).where(unjoined).values(mode=mode))


def ask_to_leave(connection: Connection, supervision: str, now: datetime) -> SupervisionRow | None:
    """Write the intent to leave. One that was never sent ends with it."""
    living = and_(supervisions.c.id == supervision, supervisions.c.ended_at.is_(None))
    connection.execute(update(supervisions).where(living).values(leave_asked_at=now))
    ended = {"state": SupervisionState.ENDED.value, "ended_at": now}
    connection.execute(update(supervisions).where(living, supervisions.c.sent_at.is_(None)).values(**ended))
    return get(connection, supervision)


def give_up(connection: Connection, supervision: str, why: NotJoined, now: datetime) -> SupervisionRow | None:
    """It has come to nothing: the telephone did not ring, or was not answered. None if it has ended or is joined."""
    unjoined = and_(
        supervisions.c.id == supervision, supervisions.c.joined_at.is_(None), supervisions.c.ended_at.is_(None)
    )
    values = {"state": SupervisionState.ENDED.value, "reason": why.value, "ended_at": now}
    done = connection.execute(update(supervisions).where(unjoined).values(**values)).rowcount
    return get(connection, supervision) if done else None


def tell(
    connection: Connection, call: str, told: Iterable[Supervision], call_ended_at: datetime | None
) -> list[SupervisionRow]:
    """Update a call's supervisions from what the witnesses saw; returns those that changed. The call's end ends all."""
    seen = {one.id: one for one in told}
    changed = []
    for stored in of_calls(connection, [call])[call]:
        after = _after(stored, seen.get(stored.id), call_ended_at)
        if after != stored:
            values = {name: getattr(after, name) for name in _TOLD}
            connection.execute(update(supervisions).where(supervisions.c.id == stored.id).values(**values))
            changed.append(after)
    return changed


def _after(stored: SupervisionRow, seen: Supervision | None, call_ended_at: datetime | None) -> SupervisionRow:
    known = replace(stored, **_seen(seen)) if seen is not None else stored
    ended_at = _earliest(known.ended_at, call_ended_at)
    if ended_at is None:
        return known
    reason = known.reason
    if known.joined_at is None and not reason and known.leave_asked_at is None:
        reason = seen.not_joined(call_ended_at).value if seen is not None else NotJoined.CALL_OVER.value
    if known.joined_at is not None:
        reason = ""
    return replace(known, state=SupervisionState.ENDED.value, ended_at=ended_at, reason=reason)


def _seen(seen: Supervision) -> dict[str, Any]:
    values: dict[str, Any] = {} if seen.ended_at is None else {"ended_at": seen.ended_at}
    if seen.joined_at is not None:
        modes = [[mode.value, at.isoformat()] for mode, at in seen.modes]
        state = SupervisionState.JOINED.value
        values |= {"state": state, "joined_at": seen.joined_at, "modes": modes, "mode": seen.modes[-1][0].value}
        values.setdefault("ended_at", None)  # witnesses know better than whoever gave it up
    return values


def _earliest(*moments: datetime | None) -> datetime | None:
    return min((moment for moment in moments if moment is not None), default=None)
