"""Which side of a talk is said to be silent, by the packets that Asterisk counts."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

import pytest

from cti.queues.dead_phones import DeadPhones
from hotline.asterisk.ami.connection import AmiConnection
from hotline.asterisk.ami.messages import AmiResponse
from hotline.domain.calls.projection import project
from hotline.domain.facts.silence import Side
from hotline.runtime.database import Database
from hotline.runtime.tasks import end
from tests.parts.facts.stories import CITIZEN, arrived, at, joins, queued, rings

AGENT = "a"  # the channel of the agent's telephone
TALKING = [arrived(), queued(3), rings(4, "1001", AGENT), joins(9, AGENT), joins(9, CITIZEN)]
BOTH = frozenset({AGENT, CITIZEN})


class Counting:
    """An Asterisk to which the channels of `sends` send sound between two questions."""

    def __init__(self) -> None:
        self.connected = True
        self.sends = BOTH
        self.packets = {AGENT: 0, CITIZEN: 0}

    async def send(self, action: Any) -> AmiResponse:
        channel = str(dict(action)["Channel"])
        self.packets[channel] += 100 * (channel in self.sends)
        return AmiResponse(message="", headers={"Value": str(self.packets[channel])})


class Listening:
    """What is shown; a listening takes two seconds of its clock."""

    def __init__(self) -> None:
        self.asterisk = Counting()
        self.alarms: list[str] = []
        self.shown: Mapping[str, Side] = {}
        self.rounds = 0
        self._turned = asyncio.Event()

    def clock(self) -> datetime:
        return at(10 + 2 * self.rounds)

    def show(self, sides: Mapping[str, Side]) -> None:
        self.shown = sides
        self.rounds += 1
        self._turned.set()

    async def write(self, _: object, kind: object, subject: str, now: datetime) -> None:
        self.alarms.append(subject)

    async def listen(self, times: int) -> Mapping[str, Side]:
        until = self.rounds + times
        while self.rounds < until:
            self._turned.clear()
            await self._turned.wait()
        return self.shown


def heard(story: Any, monkeypatch: pytest.MonkeyPatch) -> Listening:
    async def play() -> Listening:
        call = project(CITIZEN, TALKING)
        assert call is not None
        listening = Listening()
        phones = DeadPhones(
            ami=cast("AmiConnection", listening.asterisk),
            live=lambda: [call],
            reachable=lambda _: True,
            show=listening.show,
            database=cast("Database", listening),
            clock=listening.clock,
        )
        task = asyncio.create_task(phones.run())
        await story(listening)
        await end([task])
        return listening

    monkeypatch.setattr("cti.queues.dead_phones.LISTEN_S", 0.001)
    return asyncio.run(play())


def test_the_silent_side_is_said_and_taken_back_when_sound_comes_again(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(listening: Listening) -> None:
        assert await listening.listen(8) == {}
        listening.asterisk.sends = frozenset({CITIZEN})
        assert await listening.listen(6) == {AGENT: Side.AGENT}
        listening.asterisk.sends = BOTH
        assert await listening.listen(2) == {}
        listening.asterisk.sends = frozenset({AGENT})
        assert await listening.listen(6) == {AGENT: Side.CITIZEN}

    assert heard(story, monkeypatch).alarms == [f"agent 1001 {CITIZEN}", f"citizen 1001 {CITIZEN}"]


def test_while_asterisk_is_away_nobody_is_called_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(listening: Listening) -> None:
        await listening.listen(2)
        listening.asterisk.sends = frozenset()
        assert await listening.listen(7) == {AGENT: Side.AGENT}
        listening.asterisk.connected = False
        assert await listening.listen(2) == {}
        listening.asterisk.connected = True
        assert await listening.listen(2) == {}  # it is listened to for eight seconds again

    heard(story, monkeypatch)
