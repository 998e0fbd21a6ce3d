"""Parses command line options. ValueError and SettingsError say in one line what was expected."""

import csv
import re
import tomllib
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from callback.simulation.scenario import SLOTS, usual_day
from hotline.settings.error import SettingsError
from hotline.settings.hotline import Hotline, parse_hotline
from hotline.settings.values import parse_duration, parse_hours

MOST_CALLS = 200_000  # a day
MOST_AGENTS = 2_000
_DAY_M = 1440


def read_document(path: Path) -> dict[str, Any]:
    """hotline.toml, parsed but not validated."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SettingsError(f"--config: expected a file, {path} does not exist") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path.name}: expected TOML in UTF-8: {error}") from None


def with_settings(document: dict[str, Any], settings: Sequence[str], option: str) -> Hotline:
    """The settings with some of them changed, each given as "callback.min_idle_s=5s"; validated like the file."""
    changed: dict[str, Any] = _copy(document)
    for setting in settings:
        path, separator, text = setting.partition("=")
        if not separator or not path.strip():
            raise SettingsError(f'{option}: expected a setting such as "callback.keep_free=2", got {setting!r}')
        _put(changed, path.strip().split("."), _value(text.strip()), f"{option} {setting}")
    return parse_hotline(changed, option if settings else "hotline.toml")


def arrivals(text: str) -> list[float]:
    """Calls per half hour, from a number of calls a day, spread as usual, or from a CSV file with
    lines "HH:MM,calls".
    """
    if re.fullmatch(r"\d{1,9}", text):
        return usual_day(_at_most(float(text), MOST_CALLS, "calls a day"))
    path = Path(text)
    if not path.is_file():
        raise ValueError(f'a number of calls a day, or a CSV file of lines "08:30,120"; got {text!r}')
    slots = [0.0] * SLOTS
    for number, row in enumerate(_rows(path), start=1):
        if row and not (number == 1 and not re.match(r"\d", row[0])):  # the first line may be a header
            slot, calls = _slot(row, f"{path.name} line {number}")
            slots[slot] += calls
    _at_most(sum(slots), MOST_CALLS, "calls a day")
    return slots


def agents(text: str) -> list[int]:
    """Agents on duty in each minute of the day, from "08:00-20:00=10,20:00-08:00=3" or one number for the whole day."""
    if re.fullmatch(r"\d{1,5}", text):
        return [int(_at_most(int(text), MOST_AGENTS, "agents"))] * _DAY_M
    on_duty: list[int | None] = [None] * _DAY_M
    for part in text.split(","):
        span, _, count = part.strip().partition("=")
        if not re.fullmatch(r"\d{1,5}", count):
            raise ValueError(f'shifts such as "08:00-20:00=10,20:00-08:00=3", got {part.strip()!r}')
        for minute in _minutes(span):
            if on_duty[minute] is not None:
                raise ValueError(f"shifts that do not overlap, {minute // 60:02}:{minute % 60:02} stands in two")
            on_duty[minute] = int(_at_most(int(count), MOST_AGENTS, "agents"))
    return [count or 0 for count in on_duty]


def seconds(text: str) -> float:
    """A positive duration: "180s", "3m", or a number of seconds."""
    value = parse_duration(float(text) if re.fullmatch(r"\d+(\.\d+)?", text) else text)
    if not 0 < value <= 86400:
        raise ValueError('a duration of more than 0s and at most "1d"')
    return value


def first_day(text: str) -> date:
    """A date that leaves room to count days from it."""
    day = date.fromisoformat(text)
    if not 1970 <= day.year <= 9000:
        raise ValueError("a day of the years 1970 to 9000")
    return day


def _rows(path: Path) -> list[list[str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            return list(csv.reader(lines))
    except (UnicodeDecodeError, csv.Error) as error:
        raise ValueError(f"CSV in UTF-8 in {path.name}: {error}") from None


def _minutes(span: str) -> list[int]:
    """The minutes of the day that a shift covers; it may cross midnight."""
    match = re.fullmatch(r"(\d\d:\d\d)-(\d\d:\d\d)", span)
    if match is not None and match[2] < match[1]:
        late = [] if match[1] == "24:00" else [*_minutes(f"{match[1]}-24:00")]
        return late if match[2] == "00:00" else [*_minutes(f"00:00-{match[2]}"), *late]
    hours = parse_hours(span)
    return list(range(hours.start, hours.end))


def _slot(row: Sequence[str], where: str) -> tuple[int, float]:
    time = re.fullmatch(r"(\d{1,2}):(00|30)", row[0].strip())
    calls = re.fullmatch(r"\d{1,7}(\.\d+)?", row[1].strip()) if len(row) == 2 else None
    if time is None or calls is None or int(time[1]) > 23:
        raise ValueError(f'{where}: expected a half hour and its calls, such as "08:30,120", got {",".join(row)!r}')
    return int(time[1]) * 2 + (time[2] == "30"), float(calls[0])


def _at_most(value: float, limit: int, what: str) -> float:
    if value > limit:
        raise ValueError(f"at most {limit} {what}")
    return value


def _value(text: str) -> Any:
    """Parsed as TOML; anything else is a string, so that 5s needs no quotes."""
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text


def _put(document: Any, keys: Sequence[str], value: Any, where: str) -> None:
    """Set a value in the document; sections are addressed by name, list items by index from 0."""
    for key in keys[:-1]:
        document = _part(document, key, where) if isinstance(document, list) else document.setdefault(key, {})
        if not isinstance(document, dict | list):
            raise SettingsError(f"{where}: {key} has nothing below it")
    if isinstance(document, list):
        raise SettingsError(f"{where}: expected a key after the number in a list")
    document[keys[-1]] = value


def _part(items: list[Any], key: str, where: str) -> Any:
    if not key.isascii() or not key.isdigit() or int(key) >= len(items):
        raise SettingsError(f"{where}: expected a number below {len(items)} in place of {key!r}")
    return items[int(key)]


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copy(part) for key, part in value.items()}
    return [_copy(part) for part in value] if isinstance(value, list) else value
