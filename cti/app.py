"""The running cti role: the only reader of AMI.

messages ► facts ► the call table ► events ► SQL, then Redis. Each step is in a module of its own; this one only
connects them. SQL trouble stalls the reading (the inbox fills, then the AMI connection is dropped and a resync mends
it); Redis trouble stops only what is shown. The journal is read beside AMI, into the same ledger.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Coroutine, Iterable, Sequence
from datetime import datetime
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from cti.effects.change import Change
from cti.effects.filing import rehearse
from cti.intake.follower import Follower
from cti.intake.ledger import Ledger
from cti.intake.resync import UnverifiedSnapshot, hold_facts, lost_channels, open_channels
from cti.intake.second_witness import SecondWitness
from cti.queues.agent_states import AgentStates
from cti.queues.answers import Answers, Paused
from cti.queues.blocks import Unanswered, block_and_load, let_off, load_staff, not_cut_off
from cti.queues.dead_phones import DeadPhones
from cti.queues.endpoint_config import EndpointConfig
from cti.queues.members import Members
from cti.queues.speed_dial_config import SpeedDialConfig
from cti.security.guard import Guard
from cti.security.warned import warn
from cti.upkeep.auditing import NightlyAudit
from cti.upkeep.floods import FloodWatch
from cti.upkeep.housekeeping import Housekeeping
from cti.upkeep.retention import Retention
from cti.upkeep.space import SpaceWatch
from cti.wall.node import Node
from cti.wall.publisher import Publisher
from cti.wall.walls import Figures, Walls
from hotline.asterisk.ami.connection import AmiConnection
from hotline.asterisk.ami.messages import AmiError, AmiEvent, Connected, InboxItem, Lost
from hotline.asterisk.ami.presence import AgentSign, ContactSeen, MemberGone, MemberSeen, PhoneSeen, sign_of
from hotline.asterisk.ami.snapshot import Snapshot, standing_facts, take_snapshot
from hotline.asterisk.ami.translate import facts_of
from hotline.asterisk.ami.warnings import DialplanWarning, warning_of
from hotline.domain.agents.agent import AgentBlock
from hotline.domain.calls.call import Direction
from hotline.domain.calls.events import Event
from hotline.domain.calls.routing import agent_routes, queue_for, queue_titles
from hotline.domain.facts.facts import Fact
from hotline.domain.reports.wall import wall
from hotline.domain.space import DiskSpace
from hotline.domain.transfers.directory import emergency_numbers
from hotline.names.contexts import Context
from hotline.redis_keys import NOTIFY
from hotline.runtime.database import Database
from hotline.runtime.observe import heartbeat
from hotline.settings.environment import Settings
from hotline.store import key_values, outbox
from hotline.store.agents import agents
from hotline.store.reports.alarms import AlarmKind
from hotline.store.transfers import directory

log = logging.getLogger(__name__)

BEAT_S = 0.5  # the wall is called stale when this stops
BATCH = 500
LINGER_S = 0.05  # what nobody waits for is filed together: one commit out of many
AGENTS_POLL_S = 2.0  # the bell is quick, the poll is sure
PRUNE_S = 10.0
KEEPING_S = 3600.0
SNAPSHOT_RETRY_S = 1.0
SILENT_S = 1.0  # Asterisk is asked for a word twice a second: when none comes for so long, the picture may be old
REMEMBER_S = 1.0


class Service:
    """All that cti does: `load`, then `works` until cancelled."""

    def __init__(
        self,
        *,
        settings: Settings,
        database: Database,
        redis: Redis,
        ami: AmiConnection,
        security: AmiConnection,
        clock: Callable[[], datetime],
    ) -> None:
        hotline = settings.hotline
        queues = [queue.name for queue in hotline.queues]
        self._settings = settings
        self._database = database
        self._redis = redis
        self._ami = ami
        self._clock = clock
        self._numbers = frozenset(agent_routes(hotline))
        self._agent_states = AgentStates(hotline)
        self._ledger = Ledger(
            hotline=hotline,
            database=database,
            clock=clock,
            filed=self._filed,
        )
        self._follower = Follower(
            node=settings.node,
            folder=settings.paths.journal,
            hotline_numbers=self._numbers,
            database=database,
            ledger=self._ledger,
            caught_up=self._caught_up,
        )
        self._second_witness = SecondWitness(node=settings.node, folder=settings.paths.asterisk_log, database=database)
        self._doubt: UnverifiedSnapshot | None = None
        self._judge = asyncio.Event()
        self._lost_at: datetime | None = None
        self._started_mark = f"asterisk_started:{settings.node}"
        self._heard_mark = f"asterisk_heard:{settings.node}"
        self._members = Members(ami, queues)
        self._endpoint_config = EndpointConfig(settings, ami, self._ledger.live)
        self._speed_dial_config = SpeedDialConfig(settings, ami)
        self._guard = Guard(
            settings=settings,
            database=database,
            ami=security,
            commands=ami,
            extensions=lambda: self._agent_states.usernames,
            clock=clock,
        )
        self._publisher = Publisher(database, redis)
        self._space = SpaceWatch(
            settings=settings, database=database, ami=ami, clock=clock, changed=lambda: self._walls.changed.set()
        )
        self._told: asyncio.Queue[Sequence[Event]] = asyncio.Queue()
        self._dead_phones = DeadPhones(
            ami=ami,
            live=self._ledger.live,
            reachable=lambda extension: (self._agent_states.phones or {}).get(extension, False),
            show=self._agent_states.show_silence,
            database=database,
            clock=clock,
        )
        self._walls = Walls(hotline=hotline, database=database, redis=redis, clock=clock, paint=self._paint)
        self._answers = Answers()
        self._bell = asyncio.Event()
        self._unanswered: dict[str, Unanswered] = {}  # whom app_queue has paused since, and SQL does not know of
        self._next_over: datetime | None = None
        self.node = Node(name=settings.node, since=clock())

    def pulse(self) -> dict[str, object]:
        """What the heartbeat tells."""
        return {
            "asterisk": "up" if self._hears() else "down",
            "journal_behind_bytes": self._follower.behind_bytes,
            "filing": "stalled" if self._database.stalled else "going",
            "disk": self._space.level.value,
        }

    def _hears(self) -> bool:
        return self.node.up and self._ami.silent_s < SILENT_S

    async def load(self) -> None:
        """What SQL knows; before the works begin."""
        await self._space.begin()
        staff = await self._database.read(load_staff, self._clock())
        self._agent_states.load(staff.people, staff.owners)
        self._agent_states.recall(await self._walls.last_seats())
        await self._ledger.load()
        await self._database.write(directory.take_up, self._settings.hotline.directory)
        with contextlib.suppress(SQLAlchemyError):
            await self._database.write(rehearse, self._settings.hotline, self._clock())

    def works(self) -> list[Coroutine[Any, Any, None]]:
        """What runs as long as the role. Whatever stops working stops the role, which is started again."""
        return [
            self._ami.run(),
            self._read(),
            self._follower.run(),
            self._second_witness.run(),
            self._judge_doubts(),
            self._remember_hearing(),
            self._tend_agents(),
            self._listen_for_bell(),
            *self._guard.works(),
            *self._dead_phones.works(),
            *self._publisher.works(),
            self._walls.run(),
            self._tell_states(),
            *self._space.works(),
            self._prune(),
            Housekeeping(self._settings, self._database, self._ami, self._clock).run(),
            self._database.keep_log_short(),
            NightlyAudit(self._settings.hotline, self._database, self._clock).run(),
            FloodWatch(self._settings.hotline, self._database, self._clock, self._figures_moved).run(),
            Retention(self._settings.hotline, self._database, self._clock).run(),
            heartbeat(self._redis, "cti", self.pulse, BEAT_S),
        ]

    async def _read(self) -> None:
        """The inbox, in order: what comes within LINGER_S in one commit, or sooner when somebody waits for it."""
        inbox = self._ami.inbox
        while True:
            batch = [await inbox.get()]
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LINGER_S):
                    while len(batch) < BATCH and not _is_urgent(batch[-1]):
                        batch.append(await inbox.get())
            while len(batch) < BATCH and not inbox.empty():
                batch.append(inbox.get_nowait())
            await self._take(batch)

    async def _take(self, batch: Iterable[InboxItem]) -> None:
        facts: list[Fact] = []
        warnings: list[DialplanWarning] = []
        for item in batch:
            match item:
                case AmiEvent():
                    self.node.heard(item.at)
                    facts += facts_of(item, self._numbers)
                    self._hold_paused(self._answers.see(item))
                    self._see(sign_of(item))
                    warnings += filter(None, [warning_of(item)])
                case Connected():
                    await self._ledger.take(facts)
                    facts = []
                    await self._resync()
                case Lost():
                    self._lost_at = item.at
                    self.node.turn(up=False, at=item.at)
                    self._walls.changed.set()
        await self._ledger.take(facts)
        if warnings:
            await self._database.write(warn, warnings, self._clock())

    def _see(self, sign: AgentSign | None) -> None:
        match sign:
            case PhoneSeen():
                if self._agent_states.phones is not None:
                    self._agent_states.phones[sign.extension] = sign.reachable
                    self._walls.changed.set()
            case MemberSeen():
                self._members.see(sign)
                self._note_unanswered(sign)
            case MemberGone():
                self._members.see(sign)
            case ContactSeen():
                self._agent_states.telephones.see(sign)
                self._walls.changed.set()

    def _note_unanswered(self, member: MemberSeen) -> None:
        block = self._members.block_for(member)
        if block is AgentBlock.NO_ANSWER:
            block = self._answers.pause(member).block
        if block is not None:
            self._unanswered.setdefault(member.username, Unanswered(block=block, since=self._clock()))
            self._bell.set()

    def _hold_paused(self, paused: Paused | None) -> None:
        """What app_queue paused an agent for is known now, perhaps after it was written down as not picked up."""
        if paused is not None:
            self._unanswered[paused.username] = Unanswered(block=paused.block, since=self._clock())
            self._bell.set()

    def _filed(self, changes: Sequence[Change]) -> None:
        self._agent_states.note_talks(change.after for change in changes)
        self._publisher.wake.set()
        if any(change.after.direction is not Direction.INBOUND or change.after.transfers for change in changes):
            self._bell.set()  # holds follow from what becomes of the calls that we place, and of transfers
        self._walls.figures_changed |= any(
            not change.after.live or change.after.direction is not Direction.INBOUND for change in changes
        )  # a call of ours that is reached tells of the carrier
        self._walls.changed.set()

    def _figures_moved(self) -> None:
        self._walls.figures_changed = True
        self._walls.changed.set()

    async def _resync(self) -> None:
        known = open_channels(self._ledger.table)
        snapshot = await self._snapshot()
        if snapshot is None:
            return
        taken_s = asyncio.get_running_loop().time()
        died_at = await self._died_at(snapshot)
        await self._ledger.take(standing_facts(snapshot), corrects=True)
        await self._ledger.take(hold_facts(self._ledger.table, snapshot), corrects=True)
        self._doubt = UnverifiedSnapshot(snapshot=snapshot, died_at=died_at, known=known, taken_s=taken_s)
        self._agent_states.phones = dict.fromkeys(snapshot.reachable, True)
        self._agent_states.telephones.load(snapshot.contacts)
        self._members.load(snapshot.members, restarted=died_at is not None)
        if died_at is not None:
            await self._let_off(died_at, snapshot.at)
        for member in snapshot.members:
            self._note_unanswered(member)
        self._endpoint_config.doubt(restarted=died_at is not None)
        self._speed_dial_config.doubt()
        self.node.turn(up=True, at=self._clock())
        self._bell.set()
        self._walls.changed.set()

    async def _let_off(self, died_at: datetime, seen_at: datetime) -> None:
        """Agents whose phones were cut off as Asterisk died did not leave them unanswered."""
        self._unanswered = not_cut_off(self._unanswered, died_at, seen_at)
        if await self._database.write(let_off, died_at, seen_at):
            self._bell.set()

    async def _died_at(self, snapshot: Snapshot) -> datetime | None:
        """When Asterisk was heard last, if it was started again since its calls were judged; else None."""
        before = await self._database.read(key_values.get, self._started_mark)
        if before is None or before == snapshot.started:
            return None
        if self._doubt is not None and self._doubt.died_at is not None:
            return self._doubt.died_at  # connected twice since
        if self._lost_at is None:
            heard = await self._database.read(key_values.get, self._heard_mark)
            return datetime.fromisoformat(heard) if heard else snapshot.at
        return self._lost_at

    async def _remember_hearing(self) -> None:
        """When Asterisk was heard last, for a later life: both may die together."""
        while True:
            if self._hears():
                await self._database.write(key_values.put, self._heard_mark, self._clock().isoformat())
            await asyncio.sleep(REMEMBER_S)

    def _caught_up(self, read_s: float) -> None:
        """The journal was at its end at `read_s`: what it does not tell of before that, nobody will."""
        if self._doubt is not None and self._doubt.taken_s < read_s:
            self._judge.set()

    async def _judge_doubts(self) -> None:
        while True:
            await self._judge.wait()
            self._judge.clear()
            doubt, self._doubt = self._doubt, None
            if doubt is not None:
                lost = list(lost_channels(self._ledger.table, doubt))
                await self._ledger.take(lost, corrects=True)
                if doubt.died_at is not None:  # again: the journal may have told of calls that it cut off
                    await self._let_off(doubt.died_at, doubt.snapshot.at)
                # only now: a life that ends before must know that these calls are to be judged
                await self._database.write(key_values.put, self._started_mark, doubt.snapshot.started)

    async def _snapshot(self) -> Snapshot | None:
        """The picture, or None when the connection is gone again: the next one brings another chance."""
        while self._ami.connected:
            try:
                return await take_snapshot(self._ami, self._clock)
            except AmiError as error:
                log.warning("Asterisk gives no picture: %s", error)
                await asyncio.sleep(SNAPSHOT_RETRY_S)
        return None

    async def _tend_agents(self) -> None:
        """Agents' wishes and holds, from SQL into Asterisk: at the bell, when a hold ends, and every AGENTS_POLL_S."""
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._rest_s()):
                    await self._bell.wait()
            self._bell.clear()
            await self._tend_once()

    def _rest_s(self) -> float:
        """How long nothing is to be done for agents, unless the bell rings: nobody is held longer than they must be."""
        if self._next_over is None:
            return AGENTS_POLL_S
        return min(AGENTS_POLL_S, max(0.0, (self._next_over - self._clock()).total_seconds()))

    async def _tend_once(self) -> None:
        unanswered, self._unanswered = self._unanswered, {}
        without_codec, self._answers.without_codec = self._answers.without_codec, set()
        staff = await self._database.write(block_and_load, unanswered, without_codec, self._clock())
        people, self._next_over = staff.people, staff.next_over
        self._publisher.wake.set()  # whoever rang the bell may have left an event
        self._agent_states.load(people, staff.owners)
        self._agent_states.desks = staff.desks
        self._agent_states.telephones.refusals = staff.refusals
        self._walls.changed.set()
        if not self.node.up:
            return
        entries = await self._database.read(directory.entries)
        self._agent_states.emergency_numbers = emergency_numbers(entries)
        await self._speed_dial_config.agree(entries)
        if await self._endpoint_config.agree(people) and await self._members.agree(self._agent_states.agents):
            news = [(agent.username, agent.rev) for agent in people if agent.applied_rev != agent.rev]
            if news:
                await self._database.write(agents.applied, news)

    async def _listen_for_bell(self) -> None:
        while True:
            try:
                async with self._redis.pubsub() as ear:
                    await ear.subscribe(NOTIFY)
                    async for message in ear.listen():
                        if message["type"] == "message":
                            self._bell.set()
            except (RedisError, OSError):
                await asyncio.sleep(AGENTS_POLL_S)

    async def _paint(self, figures: Figures, now: datetime) -> dict[str, object]:
        live = list(self._ledger.live())
        events = self._agent_states.refresh(live, now)
        if events:
            self._told.put_nowait(events)
        hotline = self._settings.hotline
        return {
            **wall(
                calls=live,
                queue_of={call.id: call.queue_now or queue_for(hotline, call.called) for call in live},
                seats=self._agent_states.seats,
                queues=queue_titles(hotline),
                today=figures.by_queue,
                today_all=figures.all,
                now=now,
            ),
            "nodes": [self.node.as_json(self._ledger.corrections, heard=self._hears())],
            "callbacks": {
                **figures.owed.as_json(now),
                "today": figures.callbacks.as_json(),
                "resting": figures.refusals.as_json() if figures.refusals else None,
            },
            "alarms": [*self._alarms_of_now(now), *figures.alarms],
            "stalled": self._database.stalled or self._space.level is DiskSpace.FULL,
        }

    def _alarms_of_now(self, now: datetime) -> Iterable[dict[str, object]]:
        """What SQL cannot be told of, for it is the trouble."""
        since = self._space.full_since
        if since is not None:
            told = {"kind": AlarmKind.DISK_FULL.value, "subject": self.node.name, "count": 1}
            yield {**told, "last_at": now.isoformat()}

    async def _tell_states(self) -> None:
        """Events of agents' states, beside the wall: which must be painted also while SQL stalls."""
        while True:
            await self._database.write(outbox.put, await self._told.get())
            self._publisher.wake.set()

    async def _prune(self) -> None:
        while True:
            await asyncio.sleep(PRUNE_S)
            self._ledger.table.prune(self._clock())


def _is_urgent(item: InboxItem) -> bool:
    """Whether this is filed at once: an agent's phone rings (the pop), or the connection came or went."""
    if not isinstance(item, AmiEvent):
        return True
    return item.name == "Newchannel" and item.headers.get("Context") == Context.FROM_AGENT
