"""Space on the disk, and what it is good for."""

import pytest

from hotline.domain.space import MB, DiskSpace, SpaceLimits, days_until_full

LIMITS = SpaceLimits(warn=1000 * MB, recordings=300 * MB)


@pytest.mark.parametrize(
    ("free", "writable", "before", "room"),
    [
        (2000, True, DiskSpace.ENOUGH, DiskSpace.ENOUGH),
        (900, True, DiskSpace.ENOUGH, DiskSpace.LOW),
        (299, True, DiskSpace.LOW, DiskSpace.NO_RECORDINGS),
        (301, True, DiskSpace.NO_RECORDINGS, DiskSpace.NO_RECORDINGS),  # not on and off at the edge
        (301, True, DiskSpace.LOW, DiskSpace.LOW),
        (370, True, DiskSpace.NO_RECORDINGS, DiskSpace.LOW),
        (2000, False, DiskSpace.ENOUGH, DiskSpace.FULL),  # a quota, a read-only disk
        (2000, True, DiskSpace.FULL, DiskSpace.ENOUGH),
    ],
)
def test_what_the_room_is_good_for(free: int, writable: bool, before: DiskSpace, room: DiskSpace) -> None:
    assert LIMITS.level(free * MB, writable=writable, before=before) is room


@pytest.mark.parametrize(
    ("free", "written", "expiring", "days"),
    [
        (2000, 100.0, 0.0, 17.0),
        (2000, 100.0, 50.0, 34.0),
        (2000, 100.0, 100.0, None),  # as much goes as comes
        (200, 100.0, 0.0, 0.0),  # recordings have stopped already
        (2000, 0.0, 0.0, None),
    ],
)
def test_in_how_many_days_recordings_will_stop(free: int, written: float, expiring: float, days: float | None) -> None:
    found = days_until_full(
        free=free * MB, limit=LIMITS.recordings, written_a_day=written * MB, expiring_a_day=expiring * MB
    )
    assert found == days
