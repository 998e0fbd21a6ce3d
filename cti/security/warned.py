"""Alarms for calls that the dialplan refuses."""

from datetime import datetime

from sqlalchemy import Connection

from hotline.asterisk.ami.warnings import DialplanWarning, LimitReached, Unheard
from hotline.store.reports import alarms


def warn(connection: Connection, warnings: list[DialplanWarning], now: datetime) -> None:
    for warning in warnings:
        match warning:
            case LimitReached():
                alarms.raise_alarm(connection, alarms.AlarmKind.DIALLING_LIMIT, f"extension {warning.extension}", now)
            case Unheard():
                alarms.raise_alarm(connection, alarms.AlarmKind.NO_CODEC, f"{warning.trunk} {warning.codec}", now)
