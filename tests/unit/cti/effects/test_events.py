"""Whose screen is told of a changed call."""

from cti.effects.effect import each
from cti.effects.events import tell_agents
from tests.parts.cti.desk import Desk, step
from tests.parts.facts.stories import CITIZEN, arrived, joins, queued, rings


def test_the_agent_whose_phone_rings_gets_the_pop_and_then_the_answer(desk: Desk) -> None:
    ringing = step(arrived(), queued(), rings(4, "1001", "a"))
    talking = step(arrived(), queued(), rings(4, "1001", "a"), joins(9, "a"), joins(9, CITIZEN), after=ringing)
    told = [desk.events(desk.filing(change), each(tell_agents)) for change in (ringing, talking)]
    assert [[(event.type.value, event.agent) for event in events] for events in told] == [
        [("call.ringing", "wang")],
        [("call.answered", "wang")],
    ]


def test_a_phone_of_nobodys_is_told_nothing(desk: Desk) -> None:
    assert desk.events(desk.filing(step(arrived(), rings(4, "1009", "a"))), each(tell_agents)) == []
