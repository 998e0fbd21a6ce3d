"""The rows of agents' parts in a call."""

from hotline.store.tables import call_legs
from tests.parts.cti.desk import Desk, step
from tests.parts.facts.stories import CITIZEN, arrived, at, joins, queued, rings


def test_a_leg_says_whose_telephone_rang_and_how_long(desk: Desk) -> None:
    desk.file(step(arrived(), queued(), rings(4, "1001", "a"), joins(9, "a"), joins(9, CITIZEN)))
    (leg,) = desk.rows(call_legs)
    assert (leg["call"], leg["channel"], leg["extension"], leg["agent"]) == (CITIZEN, "a", "1001", "wang")
    assert (leg["started_at"], leg["answered_at"], leg["ended_at"], leg["wait_s"]) == (at(4), at(9), None, 5.0)


def test_a_telephone_that_did_not_ring_for_it_after_all_has_no_leg(desk: Desk) -> None:
    both = step(arrived(), queued(), rings(4, "1001", "a"), rings(4, "1002", "b"))
    desk.file(both)
    desk.file(step(arrived(), queued(), rings(4, "1002", "b"), after=both))
    assert [leg["agent"] for leg in desk.rows(call_legs)] == ["li"]
