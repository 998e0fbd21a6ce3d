"""After a connect: what Asterisk still has, what it has lost, and whose fault that was."""

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import cast

import pytest
from sqlalchemy import select

from cti.effects.change import Change
from cti.intake import snapshots
from cti.intake.inbox import Inbox
from cti.intake.ledger import Ledger
from cti.intake.snapshots import Snapshots
from cti.queues.seen import AgentsSeen
from cti.queues.tending import Tending
from cti.wall.node import Node
from hotline.asterisk.ami.connection import AmiConnection
from hotline.asterisk.ami.messages import AmiEvent, AmiLost, Connected, Lost
from hotline.asterisk.ami.snapshot import Snapshot
from hotline.domain.calls.table import CallTable
from hotline.runtime.database import Database
from hotline.store import key_values
from hotline.store.engine import reading
from hotline.store.tables import alarms, calls
from tests.parts.ami.asterisk_in_memory import AsteriskInMemory
from tests.parts.ami.events import ami, newchannel
from tests.parts.cti.desk import HOTLINE
from tests.parts.facts.stories import CITIZEN, arrived, at, queued
from tests.parts.memory import file_engine
from tests.parts.soon import running, soon

LONG_AFTER = at(3600)


class Agents:
    """What the agents' parts are told."""

    def __init__(self) -> None:
        self.loaded: list[datetime | None] = []
        self.let_off_at: list[datetime] = []
        self.marked_stale: list[bool] = []
        self.events: list[str] = []

    def see(self, event: AmiEvent) -> None:
        self.events.append(event.name)

    async def load(self, snapshot: Snapshot, died_at: datetime | None) -> None:
        self.loaded.append(died_at)

    async def let_off(self, died_at: datetime, seen_at: datetime) -> None:
        self.let_off_at.append(died_at)

    def mark_stale(self, *, restarted: bool) -> None:
        self.marked_stale.append(restarted)


class Life:
    """A life of the role on the site's database, with an Asterisk that was started at `started`."""

    def __init__(self, database: Database, started: str) -> None:
        self.asterisk = AsteriskInMemory()
        self.asterisk.headers["CoreStatus"] = {"CoreStartupDate": started, "CoreStartupTime": ""}
        ami = cast(AmiConnection, self.asterisk)
        self.database = database
        self.agents = Agents()
        self.changes: list[Change] = []
        self.shown = 0
        self.node = Node(name="node1", since=at(0), silent_s=lambda: self.asterisk.silent_s)
        self.ledger = Ledger(
            hotline=HOTLINE,
            database=database,
            table=CallTable(),
            clock=lambda: LONG_AFTER,
            filed=self.changes.extend,
        )
        self.snapshots = Snapshots(
            ami=ami,
            database=database,
            ledger=self.ledger,
            agents=cast(AgentsSeen, self.agents),
            tending=cast(Tending, self.agents),
            node=self.node,
            came=self.show,
            clock=lambda: LONG_AFTER,
        )
        self.inbox = Inbox(
            items=self.asterisk.inbox,
            hotline_numbers={"12345"},
            ledger=self.ledger,
            agents=cast(AgentsSeen, self.agents),
            snapshots=self.snapshots,
            node=self.node,
            went=self.show,
            database=database,
            clock=lambda: LONG_AFTER,
        )

    def show(self) -> None:
        self.shown += 1

    async def judged(self) -> None:
        """The journal has been read to its end since the snapshot, and that has been judged."""
        unverified = self.snapshots._unverified
        assert unverified is not None
        async with running(self.snapshots._judge()):
            self.snapshots.caught_up(float("inf"))
            await soon(lambda: self.is_judged(unverified.snapshot.started))

    async def is_judged(self, started: str) -> bool:
        return await self.mark("asterisk_started:node1") == started

    def ends(self) -> list[tuple[str | None, str | None]]:
        with reading(self.database._engine) as connection:
            return [(row.outcome, row.missed_in) for row in connection.execute(select(calls))]

    async def mark(self, name: str) -> str | None:
        return await self.database.read(key_values.get, name)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    engine = file_engine(tmp_path)
    yield Database(engine)
    engine.dispose()


async def test_a_call_that_ended_unseen_waits_for_the_journal_and_then_is_lost(database: Database) -> None:
    life = Life(database, "first")
    await life.ledger.take([arrived(), queued()])
    await life.snapshots.connected()
    assert (life.node.up, life.agents.loaded, life.agents.marked_stale, life.shown) == (True, [None], [False], 1)
    assert life.ends() == [(None, None)], "the journal may know the true end"
    await life.judged()
    assert life.ends() == [("unknown", None)]
    assert await life.mark("asterisk_started:node1") == "first "


async def test_an_end_of_the_journal_from_before_the_snapshot_proves_nothing(database: Database) -> None:
    life = Life(database, "first")
    await life.snapshots.connected()
    life.snapshots.caught_up(0.0)
    assert not life.snapshots._verify.is_set()


async def test_an_asterisk_that_was_started_again_took_its_calls_down_when_it_was_lost(database: Database) -> None:
    life = Life(database, "first")
    await life.ledger.take([arrived(), queued()])
    life.asterisk.lists["CoreShowChannels"] = [_channel()]
    await life.snapshots.connected()
    await life.judged()
    assert life.ends() == [(None, None)], "it was in the snapshot"
    life.snapshots.lost(at(30))
    life.asterisk.lists.clear()
    life.asterisk.headers["CoreStatus"] = {"CoreStartupDate": "second", "CoreStartupTime": ""}
    for _ in range(2):  # connected twice before the journal has been read
        await life.snapshots.connected()
        life.snapshots.lost(at(40))
    assert life.agents.loaded == [None, at(30), at(30)]
    await life.judged()
    assert life.ends() == [("missed", "down")]
    assert life.agents.let_off_at == [at(30)]


async def test_a_role_that_died_with_asterisk_knows_when_it_heard_it_last(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshots, "REMEMBER_S", 0.01)
    first = Life(database, "first")
    await first.snapshots.connected()
    await first.judged()
    first.asterisk.silent_s = 60.0
    async with running(*first.snapshots.works()):
        first.asterisk.silent_s = 0.0
        await soon(lambda: first.mark("asterisk_heard:node1"))
    second = Life(database, "second")
    await second.snapshots.connected()
    assert second.agents.loaded == [LONG_AFTER]


async def test_a_snapshot_that_fails_is_taken_again_while_there_is_a_connection(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshots, "RETRY_S", 0.0)
    life = Life(database, "first")
    life.asterisk.fails["CoreShowChannels"] = AmiLost("gone")

    async def mend() -> None:
        await soon(lambda: len(life.asterisk.told) > 2)
        life.asterisk.fails.clear()
        await soon(lambda: False, within_s=60)

    async with running(mend()):
        await life.snapshots.connected()
    assert life.node.up
    life.asterisk.fails["CoreShowChannels"] = AmiLost("gone")
    life.node.turn(up=False, at=at(0))
    life.asterisk.connected = False
    await life.snapshots.connected()
    assert not life.node.up


async def test_what_came_before_a_connect_is_filed_before_the_snapshot_is_taken(database: Database) -> None:
    """Otherwise a call that is new in this batch would not be among those that the snapshot misses."""
    life = Life(database, "first")
    await life.inbox.take([newchannel(), Lost(at(1), "gone"), Connected(at(2))])
    await life.judged()
    assert life.ends() == [("unknown", None)]
    assert (life.agents.events, life.node.last_event_at, life.shown) == (["Newchannel"], newchannel().at, 2)


async def test_a_pop_is_filed_at_once_and_the_dialplans_warnings_are_alarms(database: Database) -> None:
    life = Life(database, "first")
    async with running(life.inbox.run()):
        life.asterisk.inbox.put_nowait(newchannel())
        life.asterisk.inbox.put_nowait(ami("UserEvent", UserEvent="HotlineLimit", Extension="1001"))
        await soon(lambda: [change.after.id for change in life.changes] == [CITIZEN])

        def alarms_raised() -> list[tuple[str, str]]:
            with reading(database._engine) as connection:
                return [(row.kind, row.subject) for row in connection.execute(select(alarms))]

        await soon(lambda: alarms_raised() == [("dialling_limit", "extension 1001")])


def _channel() -> AmiEvent:
    headers = {
        "Uniqueid": CITIZEN,
        "Channel": "PJSIP/carrier-0000002a",
        "Linkedid": CITIZEN,
        "AccountCode": CITIZEN,
        "Context": "hotline-queue",
        "Exten": "s",
    }
    return AmiEvent("CoreShowChannel", headers, at(5))
