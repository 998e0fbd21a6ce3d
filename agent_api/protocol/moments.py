"""Times as shown: ISO 8601 with the offset of the centre's time zone. Every time that leaves the API is converted here.

In JSON from other roles a time is recognised by its form and not by its field's name, so that no new field is
forgotten.
"""

import re
from datetime import datetime
from functools import lru_cache
from typing import Any, overload
from zoneinfo import ZoneInfo

from pydantic import BaseModel

_IN_UTC = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(\+00:00|Z)", re.ASCII)


@overload
def local(moment: datetime, zone: ZoneInfo) -> datetime: ...
@overload
def local(moment: datetime | None, zone: ZoneInfo) -> datetime | None: ...
def local(moment: datetime | None, zone: ZoneInfo) -> datetime | None:
    """The same time in the centre's zone."""
    return moment.astimezone(zone) if moment is not None else None


def from_text(text: str | None, zone: ZoneInfo) -> datetime | None:
    """A time that another role wrote as text; None if it wrote none."""
    return datetime.fromisoformat(text).astimezone(zone) if text else None


def shown(row: object, view: type[BaseModel], zone: ZoneInfo) -> dict[str, Any]:
    """The fields of a view that a row of SQL has under the same names, with times in the centre's zone."""
    values = {name: getattr(row, name) for name in view.model_fields if hasattr(row, name)}
    return {name: local(value, zone) if isinstance(value, datetime) else value for name, value in values.items()}


def shown_json(value: Any, zone: ZoneInfo) -> Any:
    """The same for JSON values, in which times are texts in UTC."""
    if isinstance(value, dict):
        return {name: shown_json(part, zone) for name, part in value.items()}
    if isinstance(value, list):
        return [shown_json(part, zone) for part in value]
    return _text(value, zone) if isinstance(value, str) and _IN_UTC.fullmatch(value) else value


@lru_cache(maxsize=4096)
def _text(value: str, zone: ZoneInfo) -> str:
    """Remembered: most times of the wall are those of the wall before, four times a second."""
    try:
        return datetime.fromisoformat(value).astimezone(zone).isoformat()
    except (ValueError, OverflowError):  # it only looked like a time
        return value
