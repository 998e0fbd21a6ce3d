"""The cti role, the only reader of AMI. This module connects its parts and contains no rules.

    AMI ──────► Inbox ──┐                           ┌─► outbox ─► Publisher ─► Redis
    journal ► Follower ─┴─ facts ─► Ledger ─► SQL ──┤
    connect ► Snapshots (what both have missed)     └─► Filed: notifies agents and wall
    SQL ────► Agents ─► Asterisk's queues and telephones
    all ────► Picture ─► Walls ─► Redis

If SQL stalls, reading stops: the inbox fills, the AMI connection is dropped, and a snapshot repairs the gap. If Redis
fails, only the wall and the events stop.
"""

import contextlib
from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any

from redis.asyncio import Redis
from sqlalchemy.exc import SQLAlchemyError

from cti.effects.filing import warm_up
from cti.intake.filed import Filed
from cti.intake.follower import Follower
from cti.intake.inbox import Inbox
from cti.intake.ledger import Ledger
from cti.intake.second_witness import SecondWitness
from cti.intake.snapshots import Snapshots
from cti.queues.agents import Agents
from cti.queues.blocks import load_staff
from cti.queues.notice_config import NoticeConfig
from cti.security.guard import Guard
from cti.upkeep.alarm_watch import AlarmWatch, CallCentre
from cti.upkeep.auditing import NightlyAudit
from cti.upkeep.compressing import Compressor
from cti.upkeep.floods import FloodWatch
from cti.upkeep.half_hours import HalfHours
from cti.upkeep.housekeeping import Housekeeping
from cti.upkeep.retention import Retention
from cti.upkeep.space import SpaceWatch
from cti.upkeep.space_forecast import SpaceForecast
from cti.wall.changes import WallChanges
from cti.wall.figures import CurrentFigures
from cti.wall.node import Node
from cti.wall.picture import Picture
from cti.wall.publisher import Publisher
from cti.wall.state_events import StateEvents
from cti.wall.walls import Walls
from hotline.asterisk.ami.connection import AmiConnection
from hotline.domain.calls.routing import agent_routes
from hotline.domain.calls.table import CallTable
from hotline.domain.space import DiskSpace
from hotline.names.roles import DOWN, UP, Beat, RoleName
from hotline.runtime.database import Database
from hotline.runtime.observe import heartbeat
from hotline.settings.environment import Settings
from hotline.store.transfers import directory

BEAT_S = 0.5  # the wall is reported as stale when this stops


class Service:
    """All of cti: `load`, then `works` until cancelled. `ami` receives events of calls and sends actions, `security`
    receives events of refused telephones.
    """

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
        hotline, numbers = settings.hotline, frozenset(agent_routes(settings.hotline))
        self._settings, self._database, self._redis, self._ami, self._clock = settings, database, redis, ami, clock
        table, wall = CallTable(), WallChanges()
        node = self._node = Node(name=settings.node, since=clock(), silent_s=lambda: ami.silent_s)
        publisher = self._publisher = Publisher(database, redis)

        def loaded() -> None:
            publisher.wake.set()  # the process that notified us may have left an event
            wall.note()

        agents = self._agents = Agents(
            settings=settings,
            database=database,
            redis=redis,
            ami=ami,
            live=table.live,
            is_up=lambda: node.up,
            loaded=loaded,
            changed=wall.note,
            clock=clock,
        )
        filed = Filed(states=agents.states, wall=wall, publish=publisher.wake.set, notify=agents.notify)
        ledger = self._ledger = Ledger(hotline=hotline, database=database, table=table, clock=clock, filed=filed)
        snapshots = self._snapshots = Snapshots(
            ami=ami,
            database=database,
            ledger=ledger,
            agents=agents.seen,
            tending=agents.tending,
            node=node,
            came=wall.note,
            clock=clock,
        )
        self._inbox = Inbox(
            items=ami.inbox,
            hotline_numbers=numbers,
            ledger=ledger,
            agents=agents.seen,
            snapshots=snapshots,
            node=node,
            went=wall.note,
            database=database,
            clock=clock,
        )
        self._follower = Follower(
            node=settings.node,
            folder=settings.paths.journal,
            hotline_numbers=numbers,
            database=database,
            ledger=ledger,
            caught_up=snapshots.caught_up,
        )
        space = self._space = SpaceWatch(settings=settings, database=database, ami=ami, clock=clock, changed=wall.note)
        self._state_events = StateEvents(database, hotline.centre.zone, publisher.wake.set)
        picture = Picture(
            hotline=hotline,
            node=node,
            live=table.live,
            refresh=agents.states.refresh,
            told=self._state_events.put,
            seats=lambda: agents.states.seats,
            corrections=lambda: ledger.corrections,
            full_since=lambda: space.full_since,
            stalled=lambda: database.stalled or space.level is DiskSpace.FULL,
        )
        figures = CurrentFigures(hotline, database, wall)
        self._walls = Walls(redis=redis, figures=figures, render=picture.render, changes=wall, clock=clock)
        self._notices = NoticeConfig(settings, database, redis, ami, clock)
        self._guard = Guard(
            settings=settings,
            database=database,
            ami=security,
            commands=ami,
            extensions=lambda: agents.states.usernames,
            switched_off=lambda: agents.states.switched_off,
            clock=clock,
        )
        forecast = self._forecast = SpaceForecast(settings, database, clock)
        centre = CallCentre(
            node=settings.node,
            heard=lambda: node.hears,
            seats=lambda: agents.states.seats,
            live=table.live,
            disk=lambda: space.level,
            disk_days=lambda: forecast.days,
        )
        self._alarms = AlarmWatch(hotline, database, centre, clock, wall.note_figures)
        self._floods = FloodWatch(hotline, database, clock, wall.note_figures)
        self._half_hours = HalfHours(hotline, database, wall.note_figures)

    def pulse(self) -> dict[str, object]:
        """The content of the heartbeat."""
        return {
            Beat.ASTERISK: UP if self._node.hears else DOWN,
            Beat.JOURNAL_BEHIND_BYTES: self._follower.behind_bytes,
            "filing": "stalled" if self._database.stalled else "going",
            Beat.DISK: self._space.level.value,
        }

    async def load(self) -> None:
        """Load what SQL knows, before the works begin."""
        await self._space.begin()
        self._agents.states.load_staff(await self._database.read(load_staff, self._clock()))
        self._agents.states.recall(await self._walls.last_seats())
        await self._ledger.load()
        await self._database.write(directory.take_up, self._settings.hotline.directory)
        with contextlib.suppress(SQLAlchemyError):
            await self._database.write(warm_up, self._settings.hotline, self._clock())

    def works(self) -> list[Coroutine[Any, Any, None]]:
        """Tasks that run as long as the role. If one of them ends, the role ends and is restarted."""
        settings, database, clock = self._settings, self._database, self._clock
        return [
            self._ami.run(),
            self._inbox.run(),
            self._follower.run(),
            SecondWitness(node=settings.node, folder=settings.paths.asterisk_log, database=database).run(),
            *self._snapshots.works(),
            self._ledger.prune(),
            *self._agents.works(),
            self._notices.run(),
            *self._guard.works(),
            *self._publisher.works(),
            self._walls.run(),
            self._state_events.run(),
            *self._space.works(),
            self._forecast.run(),
            Housekeeping(settings, database, self._ami, clock).run(),
            Compressor(settings.paths.recordings, database, clock).run(),
            database.keep_log_short(),
            NightlyAudit(settings.hotline, database, clock).run(),
            self._floods.run(),
            self._half_hours.run(),
            self._alarms.run(),
            Retention(settings.hotline, database, clock).run(),
            heartbeat(self._redis, RoleName.CTI, self.pulse, BEAT_S),
        ]
