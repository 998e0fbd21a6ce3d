"""Transfers in SQL: begun by an agent, told by the facts of the call."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, insert, or_, select, update

from hotline.domain.reports.transfer_figures import TAKEN_BACK, Sent
from hotline.domain.transfers.transfer import OPEN_STATES, Transfer, TransferState
from hotline.store.records import Record, record, records
from hotline.store.tables import calls as calls_table
from hotline.store.tables import transfers

_OF_TICKET = select(transfers).where(transfers.c.ticket == bindparam("of")).order_by(transfers.c.created_at)
_TOLD = ("id", "agent", "mode", "target", "name", "state", "reason", "answered_by")
_NOT_BEGUN = "not_begun"  # the reason of those that Asterisk was never told of, or did not take
_OPEN_VALUES = [state.value for state in OPEN_STATES]


def begin(connection: Connection, values: dict[str, Any]) -> Record:
    """The intent; an IntegrityError says that one is under way."""
    row = {**values, "state": TransferState.DIALLING.value, "tried": [], "reason": ""}
    connection.execute(insert(transfers).values(**row))
    return get(connection, values["id"]) or {}


def get(connection: Connection, transfer: str) -> Record | None:
    return record(connection, select(transfers).where(transfers.c.id == transfer))


def of_ticket(connection: Connection, ticket: str) -> list[Record]:
    """The transfers of all calls that hang on a ticket, the first one first."""
    return records(connection, _OF_TICKET, {"of": ticket})


def of_calls(connection: Connection, calls: Collection[str]) -> dict[str, list[Record]]:
    """The transfers of these calls, the first one first."""
    found: dict[str, list[Record]] = {call: [] for call in calls}
    for row in records(
        connection, select(transfers).where(transfers.c.call.in_(calls)).order_by(transfers.c.created_at)
    ):
        found[row["call"]].append(row)
    return found


def sent(connection: Connection, since: datetime, until: datetime, targets: Mapping[str, str]) -> list[Sent]:
    """What was begun from `since` to before `until`, is over, or has been answered. `targets` gives the key of a number
    or of a key that is in the directory; all others are one target without a name: they may be people's numbers."""
    query = select(transfers).where(
        transfers.c.created_at >= since, transfers.c.created_at < until, transfers.c.started_at.is_not(None)
    )
    return [_sent(row, targets) for row in records(connection, query) if row["answered_at"] or row["ended_at"]]


def _sent(row: Record, targets: Mapping[str, str]) -> Sent:
    keyed = row["target"] if row["name"] and not row["target"].lstrip("+").isdigit() else ""
    target = targets.get(row["target"], keyed)
    answered = row["answered_at"]
    return Sent(
        target=target,
        name=row["name"] if target else "",
        wait_s=max(0.0, (answered - row["started_at"]).total_seconds()) if answered else None,
        reason=row["reason"] or TAKEN_BACK,
    )


def not_begun(connection: Connection, transfer: str, now: datetime) -> bool:
    """Asterisk did not take it, or was never told; whether that is news."""
    values = {"state": TransferState.FAILED.value, "reason": _NOT_BEGUN, "ended_at": now}
    never = and_(transfers.c.id == transfer, transfers.c.started_at.is_(None), transfers.c.state.in_(_OPEN_VALUES))
    return connection.execute(update(transfers).where(never).values(**values)).rowcount == 1


def is_under_way(connection: Connection, call: str, since: datetime) -> bool:
    """Whether one has begun and not ended, or may yet begin: its intent was written at or after `since`."""
    begun = or_(transfers.c.started_at.is_not(None), transfers.c.created_at >= since)
    query = select(transfers.c.id).where(transfers.c.call == call, transfers.c.state.in_(_OPEN_VALUES), begun)
    return connection.execute(query.limit(1)).first() is not None


def forget_unbegun(connection: Connection, call: str, before: datetime | None, now: datetime) -> list[Record]:
    """Of whoever died between the intent and the command nothing came; the next transfer need not wait for it. Those
    from before a moment, or all; gives those that are forgotten now."""
    query = select(transfers.c.id).where(transfers.c.call == call)
    if before is not None:
        query = query.where(transfers.c.created_at < before)
    known = list(connection.execute(query).scalars())
    forgotten = [one for one in known if not_begun(connection, one, now)]
    return [row for one in forgotten if (row := get(connection, one))]


def ask_to_end(connection: Connection, transfer: str, now: datetime, before: datetime) -> bool:
    """Whether this caller is the first to end it: nobody has asked since `before`."""
    unasked = or_(transfers.c.end_asked_at.is_(None), transfers.c.end_asked_at < before)
    is_open = and_(transfers.c.id == transfer, transfers.c.state.in_(_OPEN_VALUES), unasked)
    return connection.execute(update(transfers).where(is_open).values(end_asked_at=now)).rowcount == 1


def not_ended(connection: Connection, transfer: str) -> None:
    """Asterisk did not take it."""
    connection.execute(update(transfers).where(transfers.c.id == transfer).values(end_asked_at=None))


def tell(
    connection: Connection,
    call: str,
    told: Iterable[Transfer],
    call_ended_at: datetime | None,
    intents: Callable[[Transfer], dict[str, Any]],
) -> list[Record]:
    """What the witnesses saw of a call's transfers; those that are not as they were. With the call all of them end.
    `intents` gives the columns of what an agent keyed, of which nothing was written before."""
    known = {row["id"]: row for row in of_calls(connection, [call])[call]}
    seen = {one.id: one for one in told}
    changed = []
    for name, row in known.items():
        values = _values(seen[name]) if name in seen else _over(row, call_ended_at)
        if values and any(row[column] != value for column, value in values.items()):
            connection.execute(update(transfers).where(transfers.c.id == name).values(**values))
            changed.append({**row, **values})
    for one in told:
        if one.keyed is not None and one.id not in known and get(connection, one.id) is None:
            changed += _found(connection, call, one, intents(one))
    if changed:
        stories = [_story(row) for row in of_calls(connection, [call])[call]]
        connection.execute(update(calls_table).where(calls_table.c.id == call).values(transfers=stories))
    return changed


def _found(connection: Connection, call: str, one: Transfer, intent: dict[str, Any]) -> list[Record]:
    """A transfer that was keyed. What the API had in mind for this call at the same moment came too late."""
    late = forget_unbegun(connection, call, None, one.started_at) if one.state in OPEN_STATES else []
    row = {"id": one.id, "call": call, "created_at": one.started_at, **intent, **_values(one)}
    connection.execute(insert(transfers).values(**row))
    return [*late, get(connection, one.id) or {}]


def _story(row: Record) -> dict[str, Any]:
    """A transfer as it stands with its call, so that whoever reads the call need not ask again."""
    answered, began = row["answered_at"], row["started_at"]
    moments = {name: row[name].isoformat() if row[name] else None for name in ("created_at", "answered_at", "ended_at")}
    return {
        **{name: row[name] for name in _TOLD},
        "tried": [{"number": number, "reason": reason} for number, reason in row["tried"]],
        "wait_s": (answered - began).total_seconds() if answered and began else None,
        **moments,
    }


def _values(one: Transfer) -> dict[str, Any]:
    return {
        "state": one.state.value,
        "reason": one.reason,
        "tried": [list(number) for number in one.tried],
        "started_at": one.started_at,
        "answered_at": one.answered_at,
        "answered_by": one.answered_by,
        "ended_at": one.ended_at,
    }


def _over(row: Record, call_ended_at: datetime | None) -> dict[str, Any]:
    if call_ended_at is None or row["state"] not in _OPEN_VALUES:
        return {}
    return {"state": TransferState.FAILED.value, "reason": "citizen_left", "ended_at": call_ended_at}
