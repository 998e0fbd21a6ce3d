"""When a target is open, which code it gets."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from hotline.domain.transfers.directory import is_open, wants_note, with_codes
from hotline.settings.directory import DirectoryEntry

SHANGHAI = ZoneInfo("Asia/Shanghai")


def entry(key: str = "water", **fields: Any) -> DirectoryEntry:
    return DirectoryEntry.model_validate({"key": key, "name": key, "numbers": ["96300"], **fields})


@pytest.mark.parametrize(
    ("hours", "clock", "expected"),
    [
        ([], "03:00", True),
        (["08:00-12:00", "14:00-18:00"], "07:59", False),
        (["08:00-12:00", "14:00-18:00"], "08:00", True),
        (["08:00-12:00", "14:00-18:00"], "11:59", True),
        (["08:00-12:00", "14:00-18:00"], "12:00", False),
        (["08:00-12:00", "14:00-18:00"], "14:00", True),
        (["22:00-24:00"], "23:59", True),
    ],
)
def test_open_by_the_centres_clock(hours: list[str], clock: str, expected: bool) -> None:
    now = datetime.fromisoformat(f"2026-11-22T{clock}:59").replace(tzinfo=SHANGHAI).astimezone(UTC)
    assert is_open(entry(hours=hours), SHANGHAI, now) is expected
    assert is_open(entry(hours=hours, emergency=True), SHANGHAI, now)


def test_an_emergency_wants_no_note() -> None:
    assert wants_note(entry(note_required=True))
    assert not wants_note(entry(note_required=True, emergency=True))
    assert not wants_note(entry())


def test_codes_are_given_in_order_and_never_twice() -> None:
    entries = [entry("a"), entry("b", code="10"), entry("c"), entry("d", code="7"), entry("e")]
    assert [one.code for one in with_codes(entries)] == ["11", "10", "12", "7", "13"]
    assert with_codes(entries) == with_codes(entries)
    many = with_codes([entry(f"k{number}") for number in range(100)])
    assert (many[89].code, many[90].code, len({one.code for one in many})) == ("99", "100", 100)
