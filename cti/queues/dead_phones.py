"""Listens whether both sides of each talk still send sound (hotline.domain.facts.silence): a warning and an alarm when
one does not, and the citizen of an agent whose telephone is gone comes back to the head of the queue, without
asking."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from hotline.asterisk.ami.actions import get_variable
from hotline.asterisk.ami.bring_back import bring_back
from hotline.asterisk.ami.connection import AmiConnection
from hotline.asterisk.ami.messages import AmiError, AmiRefused
from hotline.domain.calls.call import Call, CallState, Leg
from hotline.domain.facts.silence import Heard, Side, heard, is_gone, is_silent, silent_side
from hotline.runtime.database import Database
from hotline.store.reports import alarms

log = logging.getLogger(__name__)

LISTEN_S = 2.0
_PACKETS = "CHANNEL(rtcp,rxcount)"  # received by Asterisk


@dataclass(frozen=True, kw_only=True)
class _Party:
    """One side of a talk, and the agent's leg in it."""

    call: Call
    leg: Leg
    channel: str
    side: Side

    @property
    def subject(self) -> str:
        return f"{self.side.value} {self.leg.extension} {self.call.id}"


class DeadPhones:
    """`reachable` says of an extension whether its telephone answers Asterisk. `show` is told after each listening
    the silent side of each talk that has one, by the channel of the agent's leg.
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

    async def run(self) -> None:
        while True:
            await asyncio.sleep(LISTEN_S)
            if not self._ami.connected:
                self._heard.clear()
                self._show({})  # nobody is listened to
                continue
            try:
                await self._listen()
            except AmiError as error:
                log.warning("nobody could be listened to: %s", error)

    async def _listen(self) -> None:
        now, before = self._clock(), self._heard
        parties = {party.channel: party for party in _parties(self._live())}
        self._heard, self._told = {}, self._told & parties.keys()
        for channel in parties:
            packets = await self._packets(channel)
            if packets is not None:
                self._heard[channel] = heard(before.get(channel), packets, now)
        listened = [parties[channel] for channel in self._heard]
        self._show(_silent_sides([party for party in listened if is_silent(self._heard[party.channel], now)]))
        for party in listened:
            await self._judge(party, self._heard[party.channel], now)

    async def _packets(self, channel: str) -> int | None:
        try:
            value = (await self._ami.send(get_variable(channel, _PACKETS))).headers.get("Value", "")
        except AmiRefused:  # it has just hung up
            return None
        return int(value) if value.isascii() and value.isdigit() else None

    async def _judge(self, party: _Party, one: Heard, now: datetime) -> None:
        if not is_silent(one, now):
            self._told.discard(party.channel)
            return
        if party.channel not in self._told:
            self._told.add(party.channel)
            await self._database.write(alarms.sound, alarms.AlarmKind.SILENT_PHONE, party.subject, now)
        if party.side is Side.AGENT and is_gone(one, now, reachable=self._reachable(party.leg.extension)):
            await self._bring_back(party)

    async def _bring_back(self, party: _Party) -> None:
        log.warning("the telephone %s is gone: its citizen comes back to the queue", party.leg.extension)
        commands = bring_back(
            call=party.call.id,
            citizen=party.call.citizen,
            telephone=party.leg.channel,
            extension=party.leg.extension,
            queue=party.call.queue_now or "",
        )
        try:
            for command in commands:
                await self._ami.send(command)
        except AmiRefused as refusal:
            log.warning("the citizen of %s stays where they are: %s", party.leg.extension, refusal)


def _parties(calls: Iterable[Call]) -> Iterator[_Party]:
    """Both sides of each talk between a citizen and one agent, of whom nobody holds the other."""
    for call in list(calls):
        talking = [leg for leg in call.legs if leg.talking]
        if call.state is CallState.TALKING and len(talking) == 1 and not talking[0].on_hold:
            yield _Party(call=call, leg=talking[0], channel=talking[0].channel, side=Side.AGENT)
            if call.citizen:
                yield _Party(call=call, leg=talking[0], channel=call.citizen, side=Side.CITIZEN)


def _silent_sides(silent: Iterable[_Party]) -> dict[str, Side]:
    """By the channel of the agent's leg."""
    sides: dict[str, list[Side]] = {}
    for party in silent:
        sides.setdefault(party.leg.channel, []).append(party.side)
    return {channel: side for channel, found in sides.items() if (side := silent_side(found))}
