"""Checks whether both sides of each conversation still send RTP (hotline.domain.facts.silence).

A silent side gets a warning and an alarm. An agent's telephone that is gone is hung up, with the cause by which the
dialplan keeps the citizen.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hotline.asterisk.ami.actions import hangup
from hotline.asterisk.ami.connection import AmiConnection
from hotline.asterisk.ami.messages import AmiError, AmiRefused
from hotline.asterisk.ami.sound import count_packets, packets_of
from hotline.domain.calls.call import Call, CallState, Leg
from hotline.domain.facts.silence import (
    DEAD_CAUSE,
    Heard,
    Side,
    heard,
    is_gone,
    is_silent,
    silent_side,
)
from hotline.runtime.database import Database
from hotline.store.reports import alarms

log = logging.getLogger(__name__)

LISTEN_S = 2.0


@dataclass(frozen=True, kw_only=True)
class _Party:
    """One side of a conversation, and the agent's leg in it. `is_heard`: another party is listening to it now, so its
    silence deserves a warning.
    """

    call: Call
    leg: Leg
    channel: str
    side: Side
    is_heard: bool

    @property
    def subject(self) -> str:
        return f"{self.side.value} {self.leg.extension} {self.call.id}"


class DeadPhones:
    """`reachable` says whether an extension's telephone answers Asterisk. After each check, `show` gets the silent side
    of each conversation that has one, by the channel of the agent's leg.
    """

    def __init__(
        self,
        *,
        ami: AmiConnection,
        live: Callable[[], Iterable[Call]],
        reachable: Callable[[str], bool],
        show: Callable[[Mapping[str, Side]], None],
        database: Database,
        clock: Callable[[], datetime],
    ) -> None:
        self._ami = ami
        self._live = live
        self._reachable = reachable
        self._show = show
        self._database = database
        self._clock = clock
        self._heard: dict[str, Heard] = {}
        self._told: set[str] = set()
        self._alarms: asyncio.Queue[tuple[str, datetime]] = asyncio.Queue()

    def works(self) -> list[Coroutine[Any, Any, None]]:
        return [self._run(), self._sound_alarms()]

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(LISTEN_S)
            if not self._ami.connected:
                self._heard.clear()
                self._show({})  # nothing is being checked
                continue
            try:
                await self._listen()
            except AmiError as error:
                log.warning("nobody could be listened to: %s", error)

    async def _listen(self) -> None:
        now, before = self._clock(), self._heard
        parties = {party.channel: party for party in _parties(self._live())}
        self._heard, self._told = {}, self._told & parties.keys()
        for channel, party in parties.items():
            packets = await self._packets(channel)
            if packets is not None:
                self._heard[channel] = self._heard_of(party, before.get(channel), packets, now)
        listened = [parties[channel] for channel in self._heard]
        silent = [party for party in listened if party.is_heard and is_silent(self._heard[party.channel], now)]
        self._show(_silent_sides(silent))
        self._tell_of(silent, now)
        for party in listened:
            if party.side is Side.AGENT and is_gone(self._heard[party.channel], now):
                await self._hang_up(party)

    async def _packets(self, channel: str) -> int | None:
        try:
            return packets_of(await self._ami.send(count_packets(channel)))
        except AmiRefused:  # it has just hung up
            return None

    def _heard_of(self, party: _Party, before: Heard | None, packets: int, now: datetime) -> Heard:
        reachable = self._reachable(party.leg.extension)
        holds = party.side is Side.AGENT and party.leg.on_hold
        return heard(before, packets, now, reachable=reachable, holds=holds)

    def _tell_of(self, silent: Iterable[_Party], now: datetime) -> None:
        """Raise an alarm each time that a side falls silent."""
        news = {party.channel: party for party in silent}
        for channel, party in news.items():
            if channel not in self._told:
                self._alarms.put_nowait((party.subject, now))
        self._told = set(news)

    async def _sound_alarms(self) -> None:
        """Separate from the checks, which must not wait for SQL."""
        while True:
            subject, at = await self._alarms.get()
            await self._database.write(alarms.raise_alarm, alarms.AlarmKind.SILENT_PHONE, subject, at)

    async def _hang_up(self, party: _Party) -> None:
        log.warning("the telephone %s is gone: it is hung up, and its citizen kept", party.leg.extension)
        try:
            await self._ami.send(hangup(party.channel, cause=DEAD_CAUSE))
        except AmiRefused as refusal:
            log.warning("the telephone %s is not hung up: %s", party.leg.extension, refusal)


def _parties(calls: Iterable[Call]) -> Iterator[_Party]:
    """Each agent in a call, and the citizen they talk with."""
    for call in list(calls):
        legs = [leg for leg in call.legs if leg.talking]
        for leg in legs:
            heard_now = call.agents_talk and not leg.on_hold
            yield _Party(call=call, leg=leg, channel=leg.channel, side=Side.AGENT, is_heard=heard_now)
        if legs and call.citizen and call.state is CallState.TALKING:
            yield _Party(call=call, leg=legs[-1], channel=call.citizen, side=Side.CITIZEN, is_heard=True)


def _silent_sides(silent: Iterable[_Party]) -> dict[str, Side]:
    """The silent sides by the channel of the agent's leg."""
    sides: dict[str, list[Side]] = {}
    for party in silent:
        sides.setdefault(party.leg.channel, []).append(party.side)
    return {channel: side for channel, found in sides.items() if (side := silent_side(found))}
