"""Alarms in SQL: what a supervisor must look at, one row per kind and subject; repetitions are counted."""

from datetime import datetime
from enum import Enum

from sqlalchemy import Connection, insert, select, update

from hotline.store.tables import alarms


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
    RECORDINGS_STOPPED = "recordings_stopped"  # so little that calls are no longer recorded
    DISK_FULL = "disk_full"  # none: the journal loses lines, SQL may stall
    CONNECTION_FLOOD = "connection_flood"  # one address holds too many connections; the subject is the address
    PHONE_CODEC = "phone_codec"  # an agent's telephone has no codec in common with us; the subject is the extension
    PASSWORD_GUESSING = "password_guessing"  # noqa: S105  # many failed log-ins of one user; the subject is the username
    PASSWORD_SPRAYING = "password_spraying"  # noqa: S105  # one address tries many users; the subject is the address


def raise_alarm(connection: Connection, kind: AlarmKind, subject: str, now: datetime) -> None:
    mine = (alarms.c.kind == kind.value) & (alarms.c.subject == subject)
    again = update(alarms).where(mine).values(last_at=now, count=alarms.c.count + 1)
    if connection.execute(again).rowcount == 0:
        connection.execute(insert(alarms).values(kind=kind.value, subject=subject, first_at=now, last_at=now, count=1))


def since(connection: Connection, moment: datetime) -> list[dict[str, object]]:
    """Alarms raised since then, the newest first, as JSON values."""
    rows = connection.execute(select(alarms).where(alarms.c.last_at >= moment).order_by(alarms.c.last_at.desc()))
    return [
        {"kind": row.kind, "subject": row.subject, "count": row.count, "last_at": row.last_at.isoformat()}
        for row in rows
    ]


def counts(connection: Connection, kind: AlarmKind) -> dict[str, int]:
    """How often this kind was raised, by subject."""
    rows = connection.execute(select(alarms.c.subject, alarms.c.count).where(alarms.c.kind == kind.value))
    return {row[0]: row[1] for row in rows}
