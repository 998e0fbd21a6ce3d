"""Agents' wishes and blocks reach SQL and Asterisk, with or without a notification."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast

import pytest

from cti.queues.agent_states import AgentStates
from cti.queues.endpoint_config import EndpointConfig
from cti.queues.members import Members
from cti.queues.paused import PausedByAsterisk
from cti.queues.seen import AgentsSeen
from cti.queues.speed_dial_config import SpeedDialConfig
from cti.queues.tending import Tending
from hotline.asterisk.ami.connection import AmiConnection
from hotline.asterisk.ami.messages import AmiEvent, AmiLost
from hotline.asterisk.ami.presence import ContactSeen, MemberSeen
from hotline.asterisk.ami.snapshot import Snapshot
from hotline.domain.agents.agent import AgentBlock, AgentState, Role, Wish
from hotline.domain.agents.phone import sip_ha1
from hotline.runtime.database import Database
from hotline.settings.directory import DirectoryEntry
from hotline.store.agents import agents
from hotline.store.agents.agents import NewUser
from hotline.store.engine import reading, writing
from hotline.store.transfers import directory
from tests.parts.ami.asterisk_in_memory import AsteriskInMemory
from tests.parts.conf import settings
from tests.parts.facts.stories import at
from tests.parts.memory import file_engine
from tests.parts.soon import running, soon


class Site:
    """One agent, wang, whose wish is to be ready."""

    def __init__(self, folder: Path) -> None:
        self.asterisk = AsteriskInMemory()
        self.engine = file_engine(folder)
        self.up = True
        self.now = at(0)
        self.loaded = 0
        self.notice = asyncio.Event()
        ami, site = cast(AmiConnection, self.asterisk), settings(folder)
        self.states = AgentStates(site.hotline)
        self.members = Members(ami, ["hotline"])
        paused = PausedByAsterisk(self.members, self.notice.set, self.clock)
        database = Database(self.engine)
        self.seen = AgentsSeen(
            states=self.states,
            members=self.members,
            paused=paused,
            database=database,
            changed=self.note,
            notify=self.notice.set,
        )
        self.tending = Tending(
            database=database,
            notice=self.notice,
            states=self.states,
            paused=paused,
            members=self.members,
            endpoints=EndpointConfig(site, ami, list),
            speed_dial=SpeedDialConfig(site, ami),
            is_up=lambda: self.up,
            loaded=self.note,
            clock=self.clock,
        )
        wang = NewUser(
            username="wang",
            name="",
            role=Role.AGENT,
            password_hash="",
            wish_since=at(0),
            extension="1001",
            sip_ha1=sip_ha1("1001", "a telephone's secret"),
            queues=["hotline"],
        )
        with writing(self.engine) as connection:
            agents.add(connection, wang)
            for wish in (Wish.PAUSED, Wish.READY):  # so that this is revision 3
                agents.wish(connection, "wang", wish, "", at(0))

    def clock(self) -> datetime:
        return self.now

    def note(self) -> None:
        self.loaded += 1

    def in_sql(self) -> tuple[int, frozenset[AgentBlock]]:
        """The revision that Asterisk knows, and the blocks."""
        with reading(self.engine) as connection:
            wang = agents.get(connection, "wang")
        assert wang is not None
        return wang.applied_rev, wang.blocks


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    site = Site(tmp_path)
    yield site
    site.engine.dispose()


PAUSED = MemberSeen(
    queue="hotline", extension="1001", username="wang", paused=True, reason="Auto-Pause", penalty=0, at=at(0)
)
SNAPSHOT = Snapshot(
    at=at(0),
    started="first",
    channels={},
    waiting=(),
    members=(replace(PAUSED, paused=False, reason=""),),
    reachable=frozenset({"1001"}),
    contacts=(ContactSeen(extension="1001", uri="sip:1001@127.0.0.1", registered=True),),
)


async def test_a_wish_goes_into_the_queue_and_its_revision_is_applied(site: Site) -> None:
    await site.tending.tend()
    assert site.asterisk.names() == ["Reload", "Reload", "QueueAdd"]
    assert site.in_sql() == (3, frozenset())
    site.asterisk.told.clear()
    await site.tending.tend()
    assert site.asterisk.names() == []


@pytest.mark.parametrize("refuses", ["Reload", "QueueAdd"])
async def test_a_revision_that_asterisk_did_not_take_is_not_applied(site: Site, refuses: str) -> None:
    site.asterisk.fails[refuses] = AmiLost("gone")
    await site.tending.tend()
    assert site.in_sql()[0] == 0
    site.asterisk.fails.clear()
    await site.tending.tend()
    assert site.in_sql()[0] == 3


async def test_while_asterisk_is_away_agents_are_read_and_nobody_is_told(site: Site) -> None:
    site.up = False
    await site.tending.tend()
    assert (site.asterisk.names(), list(site.states.agents), site.loaded) == ([], ["wang"], 1)


async def test_who_does_not_pick_up_is_blocked_and_only_then_unpaused_by_their_wish(site: Site) -> None:
    await site.seen.load(SNAPSHOT, None)
    site.seen.see(_event(PAUSED))
    assert site.notice.is_set()
    await site.tending.tend()
    assert site.in_sql()[1] == {AgentBlock.NO_ANSWER}
    assert "QueuePause" in site.asterisk.names(), "with our own reason"


async def test_an_asterisk_that_died_leaves_nobody_blocked(site: Site) -> None:
    with writing(site.engine) as connection:
        agents.block(connection, "wang", AgentBlock.NO_ANSWER, at(-1))
    await site.seen.load(replace(SNAPSHOT, members=(PAUSED,)), at(-1))
    assert site.notice.is_set()
    await site.tending.tend()
    assert site.in_sql()[1] == frozenset()
    assert [action["Paused"] for action in site.asterisk.told if action["Action"] == "QueuePause"] == ["false"]


async def test_a_block_that_ends_needs_no_notification(site: Site) -> None:
    with writing(site.engine) as connection:
        agents.block(connection, "wang", AgentBlock.WRAPUP, at(0), at(0) + timedelta(seconds=0.05))
    await site.tending.tend()
    async with running(site.tending.run()):
        await soon(lambda: site.loaded >= 2)
        site.now = at(1)
        site.notice.set()
        await soon(lambda: site.in_sql()[1] == frozenset())


async def test_a_phone_that_closes_is_shown(site: Site) -> None:
    await site.tending.tend()
    await site.seen.load(SNAPSHOT, None)
    site.states.refresh([], at(1))
    assert [seat.state for seat in site.states.seats] == [AgentState.READY]
    before = site.loaded
    site.seen.see(AmiEvent("PeerStatus", {"Peer": "PJSIP/1001", "PeerStatus": "Unreachable"}, at(2)))
    assert site.loaded == before + 1
    site.states.refresh([], at(2))
    assert [seat.state for seat in site.states.seats] == [AgentState.OFFLINE]


async def test_the_emergency_desks_of_the_directory_are_known_to_the_states(site: Site) -> None:
    fire = DirectoryEntry(key="fire", name="消防", numbers=["0477119"], emergency=True)
    with writing(site.engine) as connection:
        directory.take_up(connection, [fire])
    await site.tending.tend()
    assert site.states.emergency_numbers >= {"0477119"}


def _event(member: MemberSeen) -> AmiEvent:
    headers = {
        "Queue": member.queue,
        "Interface": f"PJSIP/{member.extension}",
        "MemberName": member.username,
        "Paused": "1",
        "PausedReason": member.reason,
        "Penalty": "0",
    }
    return AmiEvent("QueueMemberPause", headers, member.at)
