"""Moments as they are shown: ISO 8601 with the offset of the centre's time zone."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo


def shown(row: Mapping[str, Any], zone: ZoneInfo) -> dict[str, Any]:
    """A row of SQL with its moments in the centre's zone."""
    return {name: value.astimezone(zone) if isinstance(value, datetime) else value for name, value in row.items()}


def shown_json(value: Any, zone: ZoneInfo) -> Any:
    """The same for JSON values: texts under names that end in `_at`, `_of` or `since`, and `at`."""
    if isinstance(value, dict):
        return {
            name: _text(part, zone) if isinstance(part, str) and _names_a_moment(name) else shown_json(part, zone)
            for name, part in value.items()
        }
    return [shown_json(part, zone) for part in value] if isinstance(value, list) else value


def midnight(now: datetime, zone: ZoneInfo) -> datetime:
    """The beginning of the centre's day, in UTC."""
    return now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)


def _names_a_moment(name: str) -> bool:
    return name == "at" or name.endswith(("_at", "_of", "since"))


def _text(value: str, zone: ZoneInfo) -> str:
    try:
        return datetime.fromisoformat(value).astimezone(zone).isoformat()
    except ValueError:
        return value
