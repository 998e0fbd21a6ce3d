"""Alarms in SQL: what a supervisor must look at. At most one row per kind and subject is open; repetitions are counted
there, and what comes after its end is a new one.
"""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import Enum

from sqlalchemy import ColumnElement, Connection, and_, func, insert, or_, select, update

from hotline.domain.reports.alarm_rules import LASTING
from hotline.store.tables import alarms

_LASTING = sorted(LASTING)


class AlarmKind(Enum):
    UNKNOWN_NUMBER = "unknown_number"  # a call came for a number that belongs to no queue
    GUESSING = "guessing"  # somebody guesses telephones' secrets; the subject is the address
    # a telephone tried to place more calls than allowed; the subject is the extension
    DIALLING_LIMIT = "dialling_limit"
    NO_CODEC = "no_codec"  # a citizen's call offered no codec that we can translate; trunk and codec
    # a telephone tried to register a Contact at another host; the subject is the extension
    FORGED_CONTACT = "forged_contact"
    CARRIER_REFUSES = "carrier_refuses"  # the carrier refuses our calls; the subject is the trunk and the SIP status
    NUMBER_FLOOD = "number_flood"  # one number calls again and again; the subject is the number, masked
    NEW_NUMBERS = "new_numbers"  # many unknown numbers call at once; the subject is the day
    LOOKS_BUDGET = "looks_budget"  # a user looks up more numbers than allowed; the subject is the username
    # a telephone stopped sending RTP during a conversation; side, agent's extension, call
    SILENT_PHONE = "silent_phone"
    NOT_BALANCED = "not_balanced"  # the nightly audit found a difference; the subject is the day
    DESKS_CUT_OFF = "desks_cut_off"  # so many desks broke off together that their agents stay ready
    DISK_LOW = "disk_low"  # little space is left on a node's disk; the subject is the node, here and below
    DISK_FILLING = "disk_filling"  # at the present pace recordings stop within days
    RECORDINGS_STOPPED = "recordings_stopped"  # so little that calls are no longer recorded
    RECORDING_CHANGED = "recording_changed"  # a recording is not what was kept; the subject is the call
    DISK_FULL = "disk_full"  # none: the journal loses lines, SQL may stall
    CONNECTION_FLOOD = "connection_flood"  # one address holds too many connections; the subject is the address
    NOBODY_READY = "nobody_ready"  # no agent of a queue takes calls; the subject is the queue, here and below
    QUEUE_LONG = "queue_long"  # more citizens wait than alarms.waiting
    SERVICE_LEVEL_LOW = "service_level_low"  # too few calls are answered in time
    CONNECTION_RATE_LOW = "connection_rate_low"  # too few of the last 24 hours' calls were answered; no subject
    TRUNK_DOWN = "trunk_down"  # the carrier refuses our calls one after another; the subject is the trunk
    PHONE_CODEC = "phone_codec"  # an agent's telephone has no codec in common with us; the subject is the extension
    PASSWORD_GUESSING = "password_guessing"  # noqa: S105  # many failed log-ins of one user; the subject is the username
    PASSWORD_SPRAYING = "password_spraying"  # noqa: S105  # one address tries many users; the subject is the address


@dataclass(frozen=True, kw_only=True, slots=True)
class WallAlarm:
    """An alarm as the wall shows it. `kind` is text: a database may have kinds of a newer version."""

    kind: str
    subject: str
    count: int
    last_at: datetime
    acknowledged: bool = False

    def as_json(self) -> dict[str, object]:
        return {**asdict(self), "last_at": self.last_at.isoformat()}


def raise_alarm(connection: Connection, kind: AlarmKind, subject: str, now: datetime) -> None:
    """Something has happened: a new alarm, or one more of an open one."""
    again = update(alarms).where(_open(kind, subject)).values(last_at=now, count=alarms.c.count + 1)
    if connection.execute(again).rowcount == 0:
        begin(connection, kind, subject, now)


def begin(connection: Connection, kind: AlarmKind, subject: str, now: datetime) -> None:
    """A condition has begun; nothing if its alarm is open already."""
    if connection.execute(select(alarms.c.id).where(_open(kind, subject))).first() is None:
        connection.execute(insert(alarms).values(kind=kind.value, subject=subject, first_at=now, last_at=now, count=1))


def end(connection: Connection, kind: AlarmKind, subject: str, now: datetime) -> None:
    """A condition is over."""
    connection.execute(update(alarms).where(_open(kind, subject)).values(ended_at=now, last_at=now))


def has_quiet(connection: Connection, before: datetime) -> bool:
    """Whether `end_quiet` has anything to do."""
    return connection.execute(select(alarms.c.id).where(*_quiet(before)).limit(1)).first() is not None


def end_quiet(connection: Connection, before: datetime) -> None:
    """End the alarms of events that have not happened since then."""
    connection.execute(update(alarms).where(*_quiet(before)).values(ended_at=alarms.c.last_at))


def open_of(connection: Connection, kinds: Collection[AlarmKind]) -> set[tuple[str, str]]:
    """Kind and subject of the open alarms of these kinds."""
    mine = (alarms.c.ended_at.is_(None), alarms.c.kind.in_([kind.value for kind in kinds]))
    return {(row.kind, row.subject) for row in connection.execute(select(alarms).where(*mine))}


def acknowledge(connection: Connection, alarm_id: int, username: str, now: datetime) -> None:
    """Somebody has looked at it; the first one stands."""
    mine = (alarms.c.id == alarm_id, alarms.c.acknowledged_at.is_(None))
    connection.execute(update(alarms).where(*mine).values(acknowledged_at=now, acknowledged_by=username))


def since(connection: Connection, moment: datetime) -> list[WallAlarm]:
    """What the wall shows, the newest first: conditions while they last, events since then."""
    lasting = and_(alarms.c.kind.in_(_LASTING), alarms.c.ended_at.is_(None))
    events = and_(alarms.c.kind.not_in(_LASTING), alarms.c.last_at >= moment)
    rows = connection.execute(select(alarms).where(or_(lasting, events)).order_by(alarms.c.last_at.desc()))
    return [
        WallAlarm(
            kind=row.kind,
            subject=row.subject,
            count=row._mapping["count"],
            last_at=row.last_at,
            acknowledged=row.acknowledged_at is not None,
        )
        for row in rows
    ]


def counts(connection: Connection, kind: AlarmKind) -> dict[str, int]:
    """How often this kind was raised, by subject."""
    query = select(alarms.c.subject, func.sum(alarms.c.count)).where(alarms.c.kind == kind.value)
    return {row[0]: int(row[1]) for row in connection.execute(query.group_by(alarms.c.subject))}


def _open(kind: AlarmKind, subject: str) -> ColumnElement[bool]:
    return and_(alarms.c.kind == kind.value, alarms.c.subject == subject, alarms.c.ended_at.is_(None))


def _quiet(before: datetime) -> tuple[ColumnElement[bool], ...]:
    return alarms.c.ended_at.is_(None), alarms.c.last_at < before, alarms.c.kind.not_in(_LASTING)
