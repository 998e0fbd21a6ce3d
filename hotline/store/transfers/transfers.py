"""Transfers in SQL: begun by an agent, continued by the facts of the call."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, insert, or_, select, update

from hotline.domain.reports.transfer_figures import Sent
from hotline.domain.transfers.transfer import OPEN_STATES, Transfer, TransferMode, TransferState
from hotline.names.transfer_reasons import TAKEN_BACK, TransferReason
from hotline.store.rows import NONE, row, rows
from hotline.store.tables import transfers

_OF_TICKET = select(transfers).where(transfers.c.ticket == bindparam("of")).order_by(transfers.c.created_at)
_OF_CALLS = (
    select(transfers)
    .where(transfers.c.call.in_(bindparam("calls", expanding=True)))
    .order_by(transfers.c.created_at, transfers.c.id)
)
_OF_CALL = (
    select(transfers).where(transfers.c.call == bindparam("call")).order_by(transfers.c.created_at, transfers.c.id)
)
_ONE = select(transfers).where(transfers.c.id == bindparam("of"))
_INSERT = insert(transfers).returning(*transfers.c)
_TOLD = ("state", "reason", "tried", "started_at", "answered_at", "answered_by", "ended_at")
_OPEN_VALUES = [state.value for state in OPEN_STATES]


@dataclass(frozen=True, kw_only=True)
class Intent:
    """A transfer as an agent wants it; `target` is a key of the directory, or the number."""

    id: str
    call: str
    agent: str
    mode: TransferMode
    target: str
    name: str
    numbers: Sequence[str]
    emergency: bool
    ticket: str | None
    note: str
    created_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class TransferRow:
    """A row of `transfers`; `tried` are the numbers without success, each with the reason."""

    id: str
    call: str
    agent: str
    mode: str
    target: str
    name: str
    numbers: Sequence[str]
    emergency: bool
    ticket: str | None
    note: str
    state: str
    reason: str
    tried: Sequence[tuple[str, str]]
    answered_by: str
    created_at: datetime
    started_at: datetime | None
    end_asked_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None

    @property
    def told(self) -> bool:
        """Whether anything is known of it beyond the intent."""
        return self.started_at is not None or self.ended_at is not None

    @property
    def open(self) -> bool:
        return self.state in _OPEN_VALUES

    @property
    def wait_s(self) -> float | None:
        """Seconds from the first dialling to the answer."""
        if self.answered_at is None or self.started_at is None:
            return None
        return (self.answered_at - self.started_at).total_seconds()


def begin(connection: Connection, intent: Intent) -> TransferRow:
    """Write the intent; raises IntegrityError if the call has an open transfer."""
    begun = {"state": TransferState.DIALLING.value, "tried": [], "reason": ""}
    return _insert(connection, vars(intent) | {"mode": intent.mode.value, "numbers": list(intent.numbers)} | begun)


def get(connection: Connection, transfer: str) -> TransferRow | None:
    return row(connection, _row, _ONE, {"of": transfer})


def read(connection: Connection, query: Select[Any], values: Mapping[str, Any] = NONE) -> list[TransferRow]:
    """The transfers of a query that selects all columns of `transfers`."""
    return rows(connection, _row, query, values)


def of_ticket(connection: Connection, ticket: str) -> list[TransferRow]:
    """The transfers of all calls of a ticket, in order."""
    return read(connection, _OF_TICKET, {"of": ticket})


def of_calls(connection: Connection, calls: Collection[str]) -> dict[str, list[TransferRow]]:
    """The transfers of these calls, in order."""
    found: dict[str, list[TransferRow]] = {call: [] for call in calls}
    for one in _of_calls(connection, list(found)):
        found[one.call].append(one)
    return found


def _of_calls(connection: Connection, calls: Sequence[str]) -> list[TransferRow]:
    """One call is what is asked for most, and a list of parameters costs more than one."""
    if len(calls) == 1:
        return read(connection, _OF_CALL, {"call": calls[0]})
    return read(connection, _OF_CALLS, {"calls": calls}) if calls else []


def sent(connection: Connection, since: datetime, until: datetime, targets: Mapping[str, str]) -> list[Sent]:
    """Transfers begun from `since` to before `until` that are over or were answered.

    `targets` maps numbers and keys of the directory to keys; all others are counted as one target without a name,
    because they may be personal numbers.
    """
    query = select(transfers).where(
        transfers.c.created_at >= since, transfers.c.created_at < until, transfers.c.started_at.is_not(None)
    )
    return [_sent(one, targets) for one in read(connection, query) if one.answered_at or one.ended_at]


def _sent(one: TransferRow, targets: Mapping[str, str]) -> Sent:
    keyed = one.target if one.name and not one.target.lstrip("+").isdigit() else ""
    target = targets.get(one.target, keyed)
    return Sent(
        target=target,
        name=one.name if target else "",
        wait_s=None if one.wait_s is None else max(0.0, one.wait_s),
        reason=one.reason or TAKEN_BACK,
    )


def not_begun(connection: Connection, transfer: str, now: datetime) -> bool:
    """Asterisk refused it, or was never told; returns whether that was not known yet."""
    values = {"state": TransferState.FAILED.value, "reason": TransferReason.NOT_BEGUN.value, "ended_at": now}
    never = and_(transfers.c.id == transfer, transfers.c.started_at.is_(None), transfers.c.state.in_(_OPEN_VALUES))
    return connection.execute(update(transfers).where(never).values(**values)).rowcount == 1


def is_under_way(connection: Connection, call: str, since: datetime) -> bool:
    """Whether a transfer has begun and not ended, or may yet begin: its intent was written at or after `since`."""
    begun = or_(transfers.c.started_at.is_not(None), transfers.c.created_at >= since)
    query = select(transfers.c.id).where(transfers.c.call == call, transfers.c.state.in_(_OPEN_VALUES), begun)
    return connection.execute(query.limit(1)).first() is not None


def forget_unbegun(connection: Connection, call: str, before: datetime | None, now: datetime) -> list[TransferRow]:
    """End intents without a command, left by a process that died, so that the next transfer need not wait.

    Those from before a moment, or all; returns those ended now.
    """
    unbegun = and_(transfers.c.started_at.is_(None), transfers.c.state.in_(_OPEN_VALUES))
    query = select(transfers.c.id).where(transfers.c.call == call, unbegun)
    if before is not None:
        query = query.where(transfers.c.created_at < before)
    known = list(connection.execute(query).scalars())
    forgotten = [one for one in known if not_begun(connection, one, now)]
    return [found for one in forgotten if (found := get(connection, one))]


def ask_to_end(connection: Connection, transfer: str, now: datetime, before: datetime) -> bool:
    """Whether this request to end it is the first since `before`."""
    unasked = or_(transfers.c.end_asked_at.is_(None), transfers.c.end_asked_at < before)
    is_open = and_(transfers.c.id == transfer, transfers.c.state.in_(_OPEN_VALUES), unasked)
    return connection.execute(update(transfers).where(is_open).values(end_asked_at=now)).rowcount == 1


def not_ended(connection: Connection, transfer: str) -> None:
    """Asterisk refused the request."""
    connection.execute(update(transfers).where(transfers.c.id == transfer).values(end_asked_at=None))


def tell(
    connection: Connection,
    call: str,
    told: Iterable[Transfer],
    call_ended_at: datetime | None,
    intents: Callable[[Transfer], dict[str, Any]],
) -> list[TransferRow]:
    """Update a call's transfers from what the witnesses saw; returns those that changed. The end of the call ends all.

    `intents` has the columns of keyed transfers, for which no intent was written before.
    """
    known = {stored.id: stored for stored in of_calls(connection, [call])[call]}
    seen = {one.id: one for one in told}
    changed = []
    for name, stored in known.items():
        after = replace(stored, **(_values(seen[name]) if name in seen else _over(stored, call_ended_at)))
        if after != stored:
            connection.execute(update(transfers).where(transfers.c.id == name).values(**_told_columns(after)))
            changed.append(after)
    for one in told:
        if one.keyed is not None and one.id not in known and get(connection, one.id) is None:
            changed += _found(connection, call, one, intents(one))
    return changed


def _found(connection: Connection, call: str, one: Transfer, intent: dict[str, Any]) -> list[TransferRow]:
    """Insert a keyed transfer. An intent of the API for this call at the same moment came too late."""
    late = forget_unbegun(connection, call, None, one.started_at) if one.state in OPEN_STATES else []
    keyed = {"id": one.id, "call": call, "created_at": one.started_at, **intent, **_values(one)}
    return [*late, _insert(connection, keyed)]


def _insert(connection: Connection, values: dict[str, Any]) -> TransferRow:
    written = connection.execute(_INSERT, values).one()
    return _row(**written._mapping)


def _row(*, tried: Sequence[Sequence[str]], **columns: Any) -> TransferRow:
    return TransferRow(tried=[(number, reason) for number, reason in tried], **columns)


def _told_columns(one: TransferRow) -> dict[str, Any]:
    return {name: getattr(one, name) for name in _TOLD}


def _values(one: Transfer) -> dict[str, Any]:
    return {
        "state": one.state.value,
        "reason": one.reason,
        "tried": list(one.tried),
        "started_at": one.started_at,
        "answered_at": one.answered_at,
        "answered_by": one.answered_by,
        "ended_at": one.ended_at,
    }


def _over(stored: TransferRow, call_ended_at: datetime | None) -> dict[str, Any]:
    if call_ended_at is None or not stored.open:
        return {}
    return {"state": TransferState.FAILED.value, "reason": TransferReason.CITIZEN_LEFT.value, "ended_at": call_ended_at}
