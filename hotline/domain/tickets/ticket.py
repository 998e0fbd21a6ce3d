"""Tickets: the record of one call, opened when the call arrives and numbered by the day on which it began."""

from datetime import date, datetime
from enum import Enum
from zoneinfo import ZoneInfo


class TicketStatus(Enum):
    OPEN = "open"
    CLOSED = "closed"


class TicketCategory(Enum):
    """What citizens call about, by the categories of the city's service rules."""

    ENQUIRY = "enquiry"  # 咨询
    REQUEST = "request"  # 求助
    COMPLAINT = "complaint"  # 投诉
    REPORT = "report"  # 举报
    SUGGESTION = "suggestion"  # 建议
    OTHER = "other"


def ticket_day(started_at: datetime, zone: ZoneInfo) -> date:
    """The day for a ticket's number: that of the call's start, in the centre's time zone."""
    return started_at.astimezone(zone).date()


def ticket_number(day: date, sequence: int) -> str:
    """`20261121-00042`; sequences begin at 1 and have no gaps."""
    return f"{day:%Y%m%d}-{sequence:05d}"
