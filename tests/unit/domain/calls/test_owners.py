"""What happened on a telephone belongs to the person who had it then, whoever has it now."""

import pytest

from hotline.domain.calls.events import EventType, call_events
from hotline.domain.calls.owners import Owners, Ownership
from hotline.domain.calls.projection import project
from tests.parts.facts.stories import CITIZEN, answered_by, arrived, at, queued

MOVED = Owners(
    [
        Ownership(extension="1001", username="wang", since=at(0)),
        Ownership(extension="1001", username="li", since=at(20)),
    ]
)


@pytest.mark.parametrize(("moment", "who"), [(0, "wang"), (19.9, "wang"), (20, "li"), (500, "li")])
def test_an_extension_is_of_the_last_person_who_got_it_by_then(moment: float, who: str) -> None:
    assert MOVED.at("1001", at(moment)) == who


def test_a_moment_before_the_first_owner_is_a_clock_that_differs() -> None:
    assert MOVED.at("1001", at(-1)) == "wang"


def test_an_extension_that_nobody_ever_had_is_nobodys() -> None:
    assert MOVED.at("1002", at(30)) is None


def test_a_call_stays_that_of_the_agent_whose_phone_rang_for_it() -> None:
    before = project(CITIZEN, [arrived(), queued()])
    call = project(CITIZEN, [arrived(), queued(), *answered_by("1001", "a", rung=4, spoken=9, over=60)])
    assert call is not None
    assert MOVED.speaker(call) == "wang"
    assert MOVED.in_call(call, "1001", at(40)) == "wang"  # keys that they pressed after the move
    told = [(event.agent, event.type) for event in call_events(before, call, MOVED, at(60))]
    assert told == [("wang", EventType.CALL_ENDED)]
