"""What the wall says of node, calls and disk."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

import pytest

from cti.wall.figures import Figures, read_figures
from cti.wall.node import Node
from cti.wall.picture import Picture
from hotline.domain.calls.call import Call
from hotline.domain.calls.events import Event, EventType
from tests.parts.cti.desk import HOTLINE
from tests.parts.facts.placed import call
from tests.parts.facts.stories import CITIZEN, arrived, at, queued
from tests.parts.memory import memory_engine

WAITING = call(arrived(), queued(), of=CITIZEN)


class Site:
    """Everything that a picture is made of."""

    def __init__(self) -> None:
        self.silent_s = 0.0
        self.node = Node(name="node1", since=at(0), silent_s=lambda: self.silent_s)
        self.full_since: datetime | None = None
        self.stalled = False
        self.told: list[Event] = []
        self.picture = Picture(
            hotline=HOTLINE,
            node=self.node,
            live=lambda: [WAITING],
            refresh=self.refresh,
            told=self.told.extend,
            seats=list,
            corrections=lambda: 3,
            full_since=lambda: self.full_since,
            stalled=lambda: self.stalled,
        )

    def refresh(self, live: Sequence[Call], now: datetime) -> list[Event]:
        assert list(live) == [WAITING]
        return [Event(type=EventType.AGENT_STATE, at=now, agent="wang")]

    def render(self) -> dict[str, Any]:
        with memory_engine().begin() as connection:
            figures: Figures = read_figures(connection, HOTLINE, at(60))
        return cast("dict[str, Any]", self.picture.render(figures, at(60)))


@pytest.mark.parametrize(("up", "silent_s", "shown"), [(True, 0.4, True), (True, 1.5, False), (False, 0.4, False)])
def test_a_node_is_up_while_it_is_heard(up: bool, silent_s: float, shown: bool) -> None:
    site = Site()
    site.node.turn(up=up, at=at(5))
    site.node.heard(at(58))
    site.silent_s = silent_s
    assert site.render()["nodes"] == [
        {
            "name": "node1",
            "up": shown,
            "since": at(5).isoformat(),
            "last_event_at": at(58).isoformat(),
            "corrections": 3,
        }
    ]


def test_the_citizen_who_waits_is_shown_and_agents_are_told_of_their_states() -> None:
    site = Site()
    assert site.render()["waiting"] == 1
    assert [event.agent for event in site.told] == ["wang"]


def test_a_full_disk_is_an_alarm_that_sql_need_not_know_of() -> None:
    site = Site()
    assert (site.render()["alarms"], site.render()["stalled"]) == ([], False)
    site.full_since, site.stalled = at(50), True
    rendered = site.render()
    assert [(alarm["kind"], alarm["subject"]) for alarm in rendered["alarms"]] == [("disk_full", "node1")]
    assert rendered["stalled"]
