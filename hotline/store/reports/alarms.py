"""Alarms in SQL: what a supervisor must look at, once per kind and subject, counted when it comes again."""

from datetime import datetime
from enum import Enum

from sqlalchemy import Connection, insert, select, update

from hotline.store.tables import alarms


class AlarmKind(Enum):
    UNKNOWN_NUMBER = "unknown_number"  # a call came for a number that belongs to no queue
    GUESSING = "guessing"  # somebody guesses secrets of telephones; the subject is the address
    DIALLING_LIMIT = "dialling_limit"  # a telephone wanted to place more calls than it may; the extension
    NO_CODEC = "no_codec"  # a citizen's call offered no codec that we understand; trunk and codec
    FORGED_CONTACT = "forged_contact"  # a telephone wanted to be rung at another host; the subject is the extension
    CARRIER_REFUSES = "carrier_refuses"  # it does not take our calls; the subject is the trunk and SIP's answer
    NUMBER_FLOOD = "number_flood"  # one number rings again and again; the subject is the number, masked
    NEW_NUMBERS = "new_numbers"  # many numbers that nobody knows ring at once; the subject is the day
    LOOKS_BUDGET = "looks_budget"  # a person asks by more numbers than they may; the subject is the username
    SILENT_PHONE = "silent_phone"  # a telephone stopped sending sound in a talk; whose, the agent's extension, the call
    NOT_BALANCED = "not_balanced"  # the nightly audit found a difference; the subject is the day
    DESKS_CUT_OFF = "desks_cut_off"  # so many desks broke off together: their agents stay ready
    DISK_LOW = "disk_low"  # little room is left on the disk of a node; the subject is the node, here and below
    RECORDINGS_STOPPED = "recordings_stopped"  # so little that calls are recorded no more
    DISK_FULL = "disk_full"  # none: the journal loses lines, SQL may stall
    CONNECTION_FLOOD = "connection_flood"  # one address holds too many connections; the subject is the address
    PHONE_CODEC = "phone_codec"  # an agent's telephone has no codec in common with us; the subject is the extension
    PASSWORD_GUESSING = "password_guessing"  # noqa: S105  # many failed log-ins of one user; the subject is the username
    PASSWORD_SPRAYING = "password_spraying"  # noqa: S105  # one address tries many users; the subject is the address


def sound(connection: Connection, kind: AlarmKind, subject: str, now: datetime) -> None:
    mine = (alarms.c.kind == kind.value) & (alarms.c.subject == subject)
    again = update(alarms).where(mine).values(last_at=now, count=alarms.c.count + 1)
    if connection.execute(again).rowcount == 0:
        connection.execute(insert(alarms).values(kind=kind.value, subject=subject, first_at=now, last_at=now, count=1))


def since(connection: Connection, moment: datetime) -> list[dict[str, object]]:
    """Alarms that sounded since then, the newest first, as JSON values."""
    rows = connection.execute(select(alarms).where(alarms.c.last_at >= moment).order_by(alarms.c.last_at.desc()))
    return [
        {"kind": row.kind, "subject": row.subject, "count": row.count, "last_at": row.last_at.isoformat()}
        for row in rows
    ]


def counts(connection: Connection, kind: AlarmKind) -> dict[str, int]:
    """How often this kind has sounded, by subject."""
    rows = connection.execute(select(alarms.c.subject, alarms.c.count).where(alarms.c.kind == kind.value))
    return {row[0]: row[1] for row in rows}
