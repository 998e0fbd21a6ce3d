"""Who is told of filed calls."""

import pytest

from cti.effects.change import Change
from cti.intake.filed import Filed
from cti.queues.agent_states import AgentStates
from cti.wall.changes import WallChanges
from tests.parts.cti.desk import HOTLINE, step
from tests.parts.facts import placed as story
from tests.parts.facts.stories import arrived, ends, queued
from tests.parts.facts.transfers import TALKING
from tests.parts.facts.transfers import step as told

MISSED = step(arrived(), queued(), ends(30))
TRANSFERRED = step(*TALKING, told(20, "aside", "three_way"), told(20, "dialling.1", "96300"))


@pytest.mark.parametrize(
    ("change", "notified", "figures"),
    [
        (step(arrived()), False, False),
        (MISSED, False, True),
        (TRANSFERRED, True, False),
        (step(story.placed(), call=story.CALL), True, True),
    ],
    ids=["a call that lives", "one that is over", "a transfer", "one of ours"],
)
def test_agents_are_looked_at_and_figures_are_counted_when_they_may_have_changed(
    change: Change, notified: bool, figures: bool
) -> None:
    told: list[str] = []
    wall = WallChanges()
    wall.clear()
    wall.figures = False
    filed = Filed(
        states=AgentStates(HOTLINE),
        wall=wall,
        publish=lambda: told.append("publish"),
        notify=lambda: told.append("notify"),
    )
    filed([change])
    assert told == ["publish", "notify"][: 1 + notified]
    assert (wall.any, wall.figures) == (True, figures)
