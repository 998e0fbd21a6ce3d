"""Alarms that calls raise."""

from cti.effects.alarms import unknown_number
from cti.effects.effect import each
from hotline.names.marks import Mark
from hotline.store.tables import alarms
from tests.parts.cti.desk import Desk, step
from tests.parts.facts.stories import arrived, mark, queued

LOST_WAY = (arrived(called="0477-88888"), mark(0, Mark.UNKNOWN_NUMBER))


def test_a_number_that_no_queue_has_is_told_once_a_call(desk: Desk) -> None:
    first = step(*LOST_WAY)
    for change in (first, step(*LOST_WAY, queued(), after=first), step(arrived())):
        assert desk.events(desk.filing(change), each(unknown_number)) == []
    assert [(row["kind"], row["subject"], row["count"]) for row in desk.rows(alarms)] == [
        ("unknown_number", "047788888", 1)
    ]
