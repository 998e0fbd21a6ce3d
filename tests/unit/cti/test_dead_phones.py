"""Which side of a talk is said to be silent, by the packets that Asterisk counts, and which telephone is hung up."""

import asyncio
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, cast

import pytest

from cti.queues.dead_phones import DeadPhones
from hotline.asterisk.ami.connection import AmiConnection
from hotline.asterisk.ami.messages import AmiResponse
from hotline.domain.calls.projection import project
from hotline.domain.facts.facts import Fact, FactKind
from hotline.domain.facts.silence import Side
from hotline.runtime.database import Database
from hotline.runtime.tasks import end
from tests.parts.facts.stories import CITIZEN, arrived, at, joins, leaves, queued, rings

AGENT = "a"  # the channel of the agent's telephone
TALKING = [arrived(), queued(3), rings(4, "1001", AGENT), joins(9, AGENT), joins(9, CITIZEN)]
APART = [*TALKING, leaves(12, AGENT), leaves(12, CITIZEN)]
CONSULTING = [
    *APART,
    Fact(kind=FactKind.MARK, channel=AGENT, peer="t.d1.dialling.1", at=at(12), data={"value": "96300"}),
    Fact(kind=FactKind.MARK, channel=CITIZEN, peer="t.d1.aside", at=at(12), data={"value": "consult"}),
]
HELD_BY_THE_SCREEN = [
    *APART,
    Fact(kind=FactKind.MARK, channel=CITIZEN, peer="t.h1.aside", at=at(12), data={"value": ""}),
]
HOLDS = Fact(kind=FactKind.HOLD, channel=AGENT, peer="1", at=at(12))
BOTH = frozenset({AGENT, CITIZEN})


class Counting:
    """An Asterisk to which the channels of `sends` send sound between two questions."""

    def __init__(self) -> None:
        self.connected = True
        self.sends = BOTH
        self.packets = {AGENT: 0, CITIZEN: 0}
        self.hung_up: list[tuple[str, str]] = []

    async def send(self, action: Any) -> AmiResponse:
        fields = dict(action)
        if fields["Action"] == "Hangup":
            self.hung_up.append((str(fields["Channel"]), str(fields["Cause"])))
            return AmiResponse(message="", headers={})
        channel = str(fields["Channel"])
        self.packets[channel] += 100 * (channel in self.sends)
        return AmiResponse(message="", headers={"Value": str(self.packets[channel])})


class Listening:
    """What is shown; a listening takes two seconds of its clock."""

    def __init__(self) -> None:
        self.asterisk = Counting()
        self.alarms: list[str] = []
        self.shown: Mapping[str, Side] = {}
        self.rounds = 0
        self.reachable = True
        self.files = True
        self._turned = asyncio.Event()

    def clock(self) -> datetime:
        return at(10 + 2 * self.rounds)

    def show(self, sides: Mapping[str, Side]) -> None:
        self.shown = sides
        self.rounds += 1
        self._turned.set()

    async def write(self, _: object, kind: object, subject: str, now: datetime) -> None:
        if not self.files:
            await asyncio.Event().wait()
        self.alarms.append(subject)

    async def listen(self, times: int) -> Mapping[str, Side]:
        until = self.rounds + times
        async with asyncio.timeout(20):
            while self.rounds < until:
                self._turned.clear()
                await self._turned.wait()
        return self.shown


def heard(story: Any, monkeypatch: pytest.MonkeyPatch, facts: Iterable[Fact] = TALKING) -> Listening:
    async def play() -> Listening:
        call = project(CITIZEN, facts)
        assert call is not None
        listening = Listening()
        phones = DeadPhones(
            ami=cast("AmiConnection", listening.asterisk),
            live=lambda: [call],
            reachable=lambda _: listening.reachable,
            show=listening.show,
            database=cast("Database", listening),
            clock=listening.clock,
        )
        tasks = [asyncio.create_task(work) for work in phones.works()]
        await story(listening)
        await end(tasks)
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


def test_a_telephone_that_is_gone_is_hung_up_even_while_sql_stalls(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(listening: Listening) -> None:
        await listening.listen(2)
        listening.files = False
        listening.asterisk.sends = frozenset({CITIZEN})
        await listening.listen(8)
        assert listening.asterisk.hung_up == []  # it answers: it may be muted
        listening.reachable = False
        await listening.listen(2)

    assert set(heard(story, monkeypatch).asterisk.hung_up) == {(AGENT, "44")}


def test_the_telephone_of_an_agent_who_consults_is_listened_to_and_the_citizen_aside_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def story(listening: Listening) -> None:
        await listening.listen(2)
        listening.asterisk.sends = frozenset()
        assert await listening.listen(6) == {AGENT: Side.AGENT}
        listening.reachable = False
        await listening.listen(4)

    listening = heard(story, monkeypatch, CONSULTING)
    assert listening.alarms == [f"agent 1001 {CITIZEN}"]
    assert set(listening.asterisk.hung_up) == {(AGENT, "44")}


def test_a_silence_on_hold_is_no_news_but_a_telephone_that_is_gone_is_hung_up(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(listening: Listening) -> None:
        await listening.listen(2)
        listening.asterisk.sends = frozenset()
        assert await listening.listen(8) == {}
        listening.reachable = False
        await listening.listen(2)

    listening = heard(story, monkeypatch, HELD_BY_THE_SCREEN)
    assert listening.alarms == []
    assert set(listening.asterisk.hung_up) == {(AGENT, "44")}


def test_a_telephone_that_dies_while_it_holds_is_hung_up_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(listening: Listening) -> None:
        await listening.listen(2)
        listening.asterisk.sends = frozenset()
        await listening.listen(20)
        listening.reachable = False
        assert await listening.listen(12) == {}
        assert listening.asterisk.hung_up == []
        await listening.listen(6)

    listening = heard(story, monkeypatch, [*TALKING, HOLDS])
    assert listening.alarms == []
    assert set(listening.asterisk.hung_up) == {(AGENT, "44")}
