"""Room on the disk, and what it is good for."""

import pytest

from hotline.domain.space import MB, Room, SpaceLimits

LIMITS = SpaceLimits(warn=1000 * MB, recordings=300 * MB)


@pytest.mark.parametrize(
    ("free", "writable", "before", "room"),
    [
        (2000, True, Room.ENOUGH, Room.ENOUGH),
        (900, True, Room.ENOUGH, Room.LOW),
        (299, True, Room.LOW, Room.NO_RECORDINGS),
        (301, True, Room.NO_RECORDINGS, Room.NO_RECORDINGS),  # not on and off at the edge
        (301, True, Room.LOW, Room.LOW),
        (370, True, Room.NO_RECORDINGS, Room.LOW),
        (2000, False, Room.ENOUGH, Room.FULL),  # a quota, a read-only disk
        (2000, True, Room.FULL, Room.ENOUGH),
    ],
)
def test_what_the_room_is_good_for(free: int, writable: bool, before: Room, room: Room) -> None:
    assert LIMITS.room(free * MB, writable=writable, before=before) is room
