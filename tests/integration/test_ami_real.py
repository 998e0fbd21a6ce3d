"""The AMI connection and its translations against a real Asterisk that runs our own configuration.

Events are looked for, not counted: other tests may use the same Asterisk before and after.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TypeVar

import pytest

from asterisk_conf.agents import AgentLine
from asterisk_conf.secrets import load_secrets
from asterisk_conf.write import apply_agents
from hotline.asterisk.ami.actions import hangup, queue_add, queue_pause, queue_remove, reload
from hotline.asterisk.ami.connection import AmiConnection
from hotline.asterisk.ami.messages import AmiEvent, AmiRefused, Connected, InboxItem, Lost
from hotline.asterisk.ami.presence import AgentSign, MemberGone, MemberSeen, PhoneSeen, sign_of
from hotline.asterisk.ami.snapshot import standing_facts, take_snapshot
from hotline.asterisk.ami.translate import facts_of
from hotline.domain.agents.phone import sip_ha1
from hotline.domain.calls.call import Call, CallState, Outcome
from hotline.domain.calls.table import CallTable
from hotline.domain.facts.facts import Fact, FactKind
from hotline.settings.environment import Settings
from tests.parts.asterisk import Asterisk
from tests.parts.sip.dialog import Dialog
from tests.parts.sip.phone import Phone

EXTENSION, SECRET = "7001", "telephone-of-7001"
QUEUE, NUMBER = "hotline", "12345"
CITIZENS_ADDRESS = "127.0.0.2"

Sign = TypeVar("Sign", PhoneSeen, MemberSeen, MemberGone)


def now() -> datetime:
    return datetime.now(UTC)


class Watcher:
    """Reads the inbox as the cti role does, and keeps all that it saw."""

    def __init__(self, connection: AmiConnection) -> None:
        self.connection = connection
        self.items: list[InboxItem] = []
        self.facts: list[Fact] = []
        self.signs: list[AgentSign] = []
        self.table = CallTable()
        self._changed = asyncio.Event()

    async def watch(self) -> None:
        while True:
            item = await self.connection.inbox.get()
            self.items.append(item)
            if isinstance(item, AmiEvent):
                facts = facts_of(item, {NUMBER})
                self.facts += facts
                self.table.apply(facts)
                sign = sign_of(item)
                self.signs += [sign] if sign is not None else []
            self._changed.set()

    async def until(self, condition: Callable[[], bool], within_s: float = 15) -> None:
        async with asyncio.timeout(within_s):
            while not condition():
                self._changed.clear()
                await self._changed.wait()

    async def sign(self, kind: type[Sign], holds: Callable[[Sign], bool], after: int = 0) -> Sign:
        """The first sign of a kind, from the one numbered `after` on, that fits."""

        def found() -> list[Sign]:
            return [sign for sign in self.signs[after:] if isinstance(sign, kind) and holds(sign)]

        await self.until(lambda: bool(found()))
        return found()[0]

    def call_of(self, caller: str) -> Call | None:
        arrived = [f.channel for f in self.facts if f.kind is FactKind.ARRIVED and f.data["caller"] == caller]
        return self.table.get(arrived[-1]) if arrived else None

    async def call(self, caller: str, state: CallState) -> Call:
        def found() -> bool:
            call = self.call_of(caller)
            return call is not None and call.state is state

        await self.until(found)
        call = self.call_of(caller)
        assert call is not None
        return call


@asynccontextmanager
async def connected(settings: Settings, role: str = "cti", *, events: bool = True) -> AsyncIterator[Watcher]:
    connection = AmiConnection(
        host=settings.ami_host,
        port=settings.ami_port,
        username=role,
        secret=load_secrets(settings.paths.secrets)[role],
        events=events,
    )
    running = asyncio.create_task(connection.run())
    watcher = Watcher(connection)
    watching = asyncio.create_task(watcher.watch())
    try:
        await watcher.until(lambda: any(isinstance(item, Connected) for item in watcher.items))
        yield watcher
    finally:
        watching.cancel()
        await connection.close()
        await running


@asynccontextmanager
async def agent(watcher: Watcher, settings: Settings, on_call: Callable[[Dialog], None]) -> AsyncIterator[Phone]:
    """An agent whose phone is registered and who is a member of the queue."""
    line = AgentLine(extension=EXTENSION, username="li", sip_ha1=sip_ha1(EXTENSION, SECRET))
    if apply_agents(settings, [line]):
        assert (await watcher.connection.send(reload("res_pjsip.so"), timeout_s=20)).message == "Module Reloaded"
    phone = await Phone(EXTENSION, ("127.0.0.1", settings.sip_port), on_call).open("127.0.0.1")
    try:
        start = len(watcher.signs)
        assert await phone.register(SECRET) == 200
        await watcher.sign(PhoneSeen, lambda sign: sign.extension == EXTENSION and sign.reachable, start)
        await watcher.connection.send(queue_add(QUEUE, EXTENSION, "li", paused=False, reason=""))
        yield phone
        await watcher.connection.send(queue_remove(QUEUE, EXTENSION))
        await watcher.sign(MemberGone, lambda sign: sign.extension == EXTENSION, start)
        phone.silent = False
        await phone.register(SECRET, expires=0)
    finally:
        phone.close()


@asynccontextmanager
async def citizen(settings: Settings, caller: str) -> AsyncIterator[Dialog]:
    phone = await Phone(caller, (CITIZENS_ADDRESS, settings.sip_port)).open(CITIZENS_ADDRESS)
    try:
        yield phone.call(NUMBER, f'"李先生" <sip:{caller}@{CITIZENS_ADDRESS}>')
    finally:
        phone.close()


async def test_a_conversation_is_told_from_its_arrival_to_its_end(asterisk: Asterisk) -> None:
    settings = asterisk.settings
    async with (
        connected(settings) as watcher,
        agent(watcher, settings, Dialog.answer),
        citizen(settings, "13800000001") as dialog,
    ):
        talking = await watcher.call("13800000001", CallState.TALKING)
        assert (talking.trunk, talking.called, talking.queue) == ("carrier", NUMBER, QUEUE)
        assert talking.caller_name == "李先生"
        assert talking.extension == EXTENSION

        picture = await take_snapshot(watcher.connection, now)
        assert picture.channels[talking.id].is_citizen
        assert [(m.queue, m.extension, m.username) for m in picture.members] == [(QUEUE, EXTENSION, "li")]
        assert EXTENSION in picture.reachable
        from_picture = CallTable()
        from_picture.apply(standing_facts(picture))
        seen = from_picture.get(talking.id)
        assert seen is not None
        assert (seen.state, seen.extension, seen.caller) == (CallState.TALKING, EXTENSION, "13800000001")
        joined = FactKind.JOINED
        both = CallTable()  # a witness and the picture together are the witness
        both.apply([*standing_facts(picture), *watcher.facts])
        assert both.get(talking.id) == watcher.table.get(talking.id)
        assert {fact.channel for fact in watcher.facts if fact.kind is joined} <= set(picture.channels)

        dialog.hang_up()
        ended = await watcher.call("13800000001", CallState.ENDED)
        assert ended.outcome is Outcome.ANSWERED
        assert ended.id not in (await take_snapshot(watcher.connection, now)).channels


async def test_a_citizen_waits_while_the_agent_does_not_pick_up(asterisk: Asterisk) -> None:
    settings = asterisk.settings
    async with (
        connected(settings) as watcher,
        agent(watcher, settings, lambda _: None),
        citizen(settings, "13800000002"),
    ):
        queued = await watcher.call("13800000002", CallState.QUEUED)
        await watcher.until(
            lambda: any(f.kind is FactKind.LEG and f.data["linkedid"] == queued.id for f in watcher.facts)
        )
        (waiting,) = (await take_snapshot(watcher.connection, now)).waiting
        assert (waiting.channel, waiting.queue, waiting.position) == (queued.id, QUEUE, 1)

        await watcher.connection.send(hangup(queued.id))
        assert (await watcher.call("13800000002", CallState.ENDED)).outcome is Outcome.MISSED
        with pytest.raises(AmiRefused, match="No such channel"):
            await watcher.connection.send(hangup(queued.id))


async def test_membership_and_pauses_are_told_with_their_reason(asterisk: Asterisk) -> None:
    settings = asterisk.settings
    async with connected(settings) as watcher, agent(watcher, settings, Dialog.refuse):
        send = watcher.connection.send
        with pytest.raises(AmiRefused, match="Already there"):
            await send(queue_add(QUEUE, EXTENSION, "li", paused=False, reason=""))
        await send(queue_pause(EXTENSION, paused=True, reason="午饭"))
        await watcher.sign(MemberSeen, lambda sign: sign.paused and sign.reason == "午饭")
        (member,) = [m for m in (await take_snapshot(watcher.connection, now)).members if m.extension == EXTENSION]
        assert (member.paused, member.reason) == (True, "午饭")
        start = len(watcher.signs)
        await send(queue_pause(EXTENSION, paused=False, reason="", queue=QUEUE))
        await watcher.sign(MemberSeen, lambda sign: not sign.paused and sign.reason == "", start)
    async with connected(settings) as watcher:
        with pytest.raises(AmiRefused, match="Not there"):
            await watcher.connection.send(queue_remove(QUEUE, EXTENSION))


async def test_a_phone_is_reachable_exactly_while_it_answers(asterisk: Asterisk) -> None:
    settings = asterisk.settings

    async def turns(watcher: Watcher, start: int, *, reachable: bool) -> None:
        await watcher.sign(PhoneSeen, lambda s: s.extension == EXTENSION and s.reachable is reachable, start)
        assert (EXTENSION in (await take_snapshot(watcher.connection, now)).reachable) is reachable

    async with connected(settings) as watcher, agent(watcher, settings, Dialog.answer) as phone:
        phone.silent, start = True, len(watcher.signs)  # closed without a word: qualify finds it
        await turns(watcher, start, reachable=False)
        phone.silent, start = False, len(watcher.signs)  # opened again
        await turns(watcher, start, reachable=True)
        elsewhere = await Phone(EXTENSION, ("127.0.0.1", settings.sip_port)).open("127.0.0.1")
        try:  # another softphone takes its place: whatever the order of the reports, the last word is "reachable"
            assert await elsewhere.register(SECRET) == 200
            async with asyncio.timeout(15):
                while EXTENSION not in (await take_snapshot(watcher.connection, now)).reachable:
                    pass
            assert [s.reachable for s in watcher.signs if isinstance(s, PhoneSeen) and s.extension == EXTENSION][-1]
            start = len(watcher.signs)
            assert await elsewhere.register(SECRET, expires=0) == 200  # closed politely
            await turns(watcher, start, reachable=False)
        finally:
            elsewhere.close()


async def test_a_role_without_events_may_act_and_hears_nothing(asterisk: Asterisk) -> None:
    async with connected(asterisk.settings, "agent_api", events=False) as watcher:
        with pytest.raises(AmiRefused, match="No such channel"):
            await watcher.connection.send(hangup("node1-1.1"))
        assert [type(item) for item in watcher.items] == [Connected]


async def test_an_asterisk_that_starts_again_is_seen_to_have_done_so(asterisk: Asterisk) -> None:
    async with connected(asterisk.settings) as watcher:
        before = await take_snapshot(watcher.connection, now)
        await asyncio.to_thread(asterisk.cli, "core restart now")
        await watcher.until(
            lambda: [type(i) for i in watcher.items if not isinstance(i, AmiEvent)][-2:] == [Lost, Connected], 60
        )
        after = await take_snapshot(watcher.connection, now)
        assert after.started != before.started
        assert after.channels == {}
