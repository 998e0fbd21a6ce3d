"""Types of values in hotline.toml, each with a description of what is expected: durations, hours, names, numbers."""

import re
from dataclasses import dataclass
from ipaddress import ip_network
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
)

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def parse_duration(value: object) -> float:
    """Seconds from "2s", "10m", "4h", "3d" or a plain number of seconds."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    match = re.fullmatch(r"(\d+(?:\.\d+)?)([smhd])", value) if isinstance(value, str) else None
    if match is None:
        raise ValueError('a duration such as "2s", "10m", "4h" or "3d"')
    return float(match[1]) * _UNITS[match[2]]


@dataclass(frozen=True)
class Hours:
    """Part of a day, from `start` to before `end`, in minutes after midnight (end may be 1440)."""

    start: int
    end: int

    def __str__(self) -> str:
        return "-".join(f"{minute // 60:02}:{minute % 60:02}" for minute in (self.start, self.end))


def parse_hours(value: object) -> Hours:
    """Hours from "HH:MM-HH:MM"; 24:00 is the end of the day."""
    match = re.fullmatch(r"(\d\d):(\d\d)-(\d\d):(\d\d)", value) if isinstance(value, str) else None
    if match is not None:
        start, end = int(match[1]) * 60 + int(match[2]), int(match[3]) * 60 + int(match[4])
        if int(match[2]) < 60 and int(match[4]) < 60 and start < end <= 1440:
            return Hours(start, end)
    raise ValueError('hours such as "08:00-21:00" (24:00 allowed), the start before the end')


def _network(value: str) -> str:
    try:
        return str(ip_network(value))
    except ValueError:
        raise ValueError('an address or network such as "10.1.2.0/24"') from None


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError('a time zone such as "Asia/Shanghai"') from None
    return value


def matching(pattern: str, expected: str) -> AfterValidator:
    def check(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise ValueError(expected)
        return value

    return AfterValidator(check)


Network = Annotated[str, AfterValidator(_network)]
TimeZone = Annotated[str, AfterValidator(_zone)]
Duration = Annotated[float, BeforeValidator(parse_duration), Field(ge=0)]
HoursPart = Annotated[Hours, BeforeValidator(parse_hours)]
Name = Annotated[str, matching(r"[A-Za-z][A-Za-z0-9_-]{0,30}", "a name of letters, digits, - and _, a letter first")]
Code = Annotated[str, matching(r"[0-9]{1,4}", "1 to 4 digits")]
Number = Annotated[str, matching(r"\+?[0-9]{2,20}", "a telephone number of 2 to 20 digits")]
SipUri = Annotated[str, matching(r"sip:[A-Za-z0-9.\-\[\]:@_;=]+", 'an address such as "sip:10.1.2.3:5060"')]
Printable = Annotated[str, matching(r"[^\x00-\x1f\x7f]*", "text without control characters")]
Origin = Annotated[str, matching(r"[0-9A-Za-z\u4e00-\u9fff-]{0,16}", 'a short name of a desk such as "110"')]
Title = Annotated[str, matching(r"[^\x00-\x1f\x7f]{1,64}", "1 to 64 characters without control characters")]


Count = Annotated[int, Field(strict=True)]
