"""The directory: targets for transfers with one key, their hours, and their codes."""

from collections.abc import Sequence
from datetime import datetime
from itertools import count
from zoneinfo import ZoneInfo

from hotline.settings.directory import DirectoryEntry

_FIRST_CODE = 10  # codes of equal length need no terminating key


def is_open(entry: DirectoryEntry, zone: ZoneInfo, now: datetime) -> bool:
    """Whether calls may be sent there now, in the centre's time zone; emergency desks never close."""
    local = now.astimezone(zone)
    minute = local.hour * 60 + local.minute
    return entry.emergency or not entry.hours or any(part.start <= minute < part.end for part in entry.hours)


def wants_note(entry: DirectoryEntry) -> bool:
    """Whether a transfer requires a note; never in an emergency."""
    return entry.note_required and not entry.emergency


def emergency_numbers(entries: Sequence[DirectoryEntry]) -> frozenset[str]:
    """The numbers of the emergency desks, as they are dialled."""
    return frozenset(number.removeprefix("+") for entry in entries if entry.emergency for number in entry.numbers)


def with_codes(entries: Sequence[DirectoryEntry]) -> list[DirectoryEntry]:
    """All entries with codes; entries without one get, in their order, the lowest free one from 10 on."""
    taken = {entry.code for entry in entries if entry.code}
    free = (code for code in map(str, count(_FIRST_CODE)) if code not in taken)
    return [entry if entry.code else entry.model_copy(update={"code": next(free)}) for entry in entries]
