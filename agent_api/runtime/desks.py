"""Reports which desks are open (agents with a WebSocket at this process) to SQL, and takes agents off the queues whose
desk has been closed.

The rule is in hotline.domain.agents.desk. Every process of this role applies it once a second, because a desk that is
closed here may be open at another process. Time in which SQL did not answer does not count, because nobody could log
in.
"""

import asyncio
import logging
import secrets
from collections.abc import Callable, Mapping, Set
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from agent_api.runtime.live import Live
from hotline.domain.agents.agent import Wish
from hotline.domain.agents.desk import Absences, Departure, Desk, Left, away_everywhere, departures
from hotline.names.work import Work
from hotline.runtime.database import Database
from hotline.settings.policies import DeskPolicy
from hotline.store.agents import desks
from hotline.store.reports import alarms
from hotline.store.reports.alarms import AlarmKind

log = logging.getLogger(__name__)

TICK_S = 1.0
SAY_AGAIN = timedelta(seconds=10)  # how often an open desk is reported to SQL (desks.FRESH)


@dataclass(frozen=True)
class _Told:
    """What is reported to SQL: desks that are open, opened since the last report, cut off, and when others were
    closed."""

    is_open: Set[str]
    opened: Set[str]
    cut_off: Set[str]
    closed: Mapping[str, datetime]


class Desks:
    """`run` works until cancelled."""

    def __init__(
        self,
        policy: DeskPolicy,
        database: Database,
        live: Live,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._policy = policy
        self._database = database
        self._live = live
        self._clock = clock
        self._process = secrets.token_hex(8)
        self._absences = Absences(clock())
        self._opened: set[str] = set()  # since the last tick
        self._said_open: set[str] = set()
        self._said_cut_off: Set[str] = frozenset()
        self._said_at = clock()
        self._alarmed = False
        self._looking = asyncio.Lock()

    def opened(self, username: str) -> None:
        self._absences.opened(username)
        self._opened.add(username)

    def closed(self, username: str, *, said_so: bool) -> None:
        self._absences.closed(username, self._clock(), said_so=said_so)

    async def leave(self, username: str, why: Left) -> None:
        """An agent, or an admin on their behalf, has ended their work: they leave the queues now, or after their
        call."""
        if self._policy.closed_means == "keep":
            return
        self._opened.discard(username)
        await self._database.write(desks.note_left, username, why, self._clock())
        await self.look()

    async def detach(self) -> None:
        """This process ends: it is not known yet at which other process its desks will open again."""
        with suppress(SQLAlchemyError):
            await self._database.write(desks.detach, self._process)

    async def run(self) -> None:
        while True:
            await asyncio.sleep(TICK_S)
            self._absences.tick(self._clock())
            try:
                await self.look()
            except SQLAlchemyError as error:
                log.warning("desks are not checked: SQL does not answer: %s", type(error).__name__)
                self._absences.restart(self._clock())

    async def look(self) -> None:
        """Report the open desks to SQL, and take agents who have left off the queues."""
        async with self._looking:
            await self._look(self._clock())

    async def _look(self, now: datetime) -> None:
        changed = await self._tell(now)
        gone = await self._database.read(self._departures, now)
        if gone:
            means = Wish(self._policy.closed_means)
            done = await self._database.write(desks.depart, gone, means, now)
            self._absences.forget(done)
            log.info("taken off the queues: %s", ", ".join(f"{one.username} ({one.why.value})" for one in gone))
        if gone or changed:
            await self._live.notify(Work.AGENTS)
        await self._alarm(now)

    async def _tell(self, now: datetime) -> bool:
        """Report to SQL if anything changed; returns whether a desk that opened or closed was reported."""
        is_open, opened, cut_off = set(self._absences.open), set(self._opened), self._absences.cut_off
        over = (self._said_open | self._said_cut_off) - is_open - cut_off
        closed = {name: self._absences.closed_at(name) for name in over | (self._said_open & cut_off)}
        again = bool(is_open or cut_off) and now - self._said_at >= SAY_AGAIN
        if not (opened or closed or again or cut_off != self._said_cut_off):
            return False
        await self._database.write(self._note, _Told(is_open, opened, cut_off, closed), now)
        self._opened -= opened
        self._said_open, self._said_cut_off, self._said_at = is_open, cut_off, now
        return bool(opened or closed)

    def _note(self, connection: Connection, told: _Told, now: datetime) -> None:
        desks.note_closed(connection, self._process, told.closed)
        desks.note_open(connection, self._process, told.is_open | told.opened, told.cut_off, now)
        desks.note_back(connection, told.opened)

    def _departures(self, connection: Connection, now: datetime) -> list[Departure]:
        if self._policy.closed_means == "keep":
            return []
        known: list[Desk] = desks.standing(connection)
        here = self._absences.away((desk.username for desk in known), now)
        away = away_everywhere(known, here, desks.elsewhere(connection, self._process, now), now)
        return list(
            departures(
                known,
                away,
                desks.on_the_line(connection),
                closed_after=timedelta(seconds=self._policy.closed_after),
                pauses=self._policy.closed_means == Wish.PAUSED.value,
            )
        )

    async def _alarm(self, now: datetime) -> None:
        """Raise one alarm each time that desks are cut off together."""
        cut_off = self._absences.cut_off
        if cut_off and not self._alarmed:
            await self._database.write(alarms.raise_alarm, AlarmKind.DESKS_CUT_OFF, str(len(cut_off)), now)
        self._alarmed = bool(cut_off)
