"""The ledger: the call table and its way into SQL.

Facts of both witnesses come in here, in batches. Each batch is written before the next one is taken, so that an older
state of a call can never overwrite a newer one.
"""

import asyncio
import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from cti.effects.change import Change
from cti.effects.filing import file_changes
from hotline.domain.calls.call import Call
from hotline.domain.calls.table import CallTable
from hotline.domain.facts.facts import Fact
from hotline.runtime.database import Database
from hotline.settings.hotline import Hotline
from hotline.store import journal
from hotline.store.agents import extension_owners
from hotline.store.calls import calls
from hotline.store.reports import corrections

log = logging.getLogger(__name__)

# The two witnesses read their clocks a moment apart. Smaller differences are not written.
SAME_MOMENT = timedelta(milliseconds=20)
# If the journal reports something so long after it happened, AMI has missed it.
LATE = timedelta(seconds=3)
PRUNE_S = 10.0


@dataclass(frozen=True, kw_only=True)
class Page:
    """A part of a node's journal: facts, the calls named in its lines, and the position after it."""

    node: str
    facts: Sequence[Fact]
    call_ids: Collection[str]
    arrivals: Mapping[str, datetime]
    position: str


class Ledger:
    """Takes facts, keeps live calls, writes what changed; `filed` is called with each batch of changes."""

    def __init__(
        self,
        *,
        hotline: Hotline,
        database: Database,
        table: CallTable,
        clock: Callable[[], datetime],
        filed: Callable[[Sequence[Change]], None],
    ) -> None:
        self._hotline = hotline
        self._database = database
        self._clock = clock
        self._filed = filed
        self._one_at_a_time = asyncio.Lock()
        self.table = table
        self._refused: set[str] = set()  # calls that the database has refused
        self.corrections = 0  # calls that the second witness changed, since the start

    async def load(self) -> None:
        """Load the calls that are live according to SQL."""
        stored = self.table.apply(await self._database.read(calls.live_facts))
        self.table.saved(stored)

    async def prune(self) -> None:
        """Drop calls that have been over for a while, repeatedly."""
        while True:
            await asyncio.sleep(PRUNE_S)
            self.table.prune(self._clock())

    async def take(self, facts: Iterable[Fact], *, corrects: bool = False) -> None:
        """Write what facts change. `corrects`: each call that they change counts as a correction."""
        async with self._one_at_a_time:
            changes = self._changes(self.table.apply(facts))
            if changes:
                await self._file(None, changes, len(changes) if corrects else 0)

    async def take_page(self, page: Page) -> None:
        """Write what a page of the journal changes, with the page's position.

        Facts that change nothing yet are stored too, because the page is not read again.
        """
        async with self._one_at_a_time:
            facts = await self._recall(page)
            changes = self._changes(self.table.apply(facts))
            newest: dict[str, datetime] = {}
            for fact in facts:
                owner = self.table.call_of(fact.channel)
                if owner is not None:
                    newest[owner] = max(fact.at, newest.get(owner, fact.at))
            now = self._clock()
            late = sum(newest.get(change.after.id, now) < now - LATE for change in changes)
            await self._file(page, changes, late)

    async def _file(self, page: Page | None, changes: Sequence[Change], corrected: int) -> None:
        """One transaction. If the database refuses its content, each call gets its own transaction, so that one bad
        call holds up no other.
        """
        now = self._clock()
        silent = self._silent(changes) if page else {}
        try:
            await self._database.write(_file, self._hotline, page, changes, silent, now, corrected)
        except DBAPIError:
            log.exception("a batch of %d calls was refused", len(changes))
            for change in changes:
                try:
                    await self._database.write(_file, self._hotline, None, [change], {}, now, 0)
                except DBAPIError:
                    log.exception("call %s cannot be filed", change.after.id)
                    self._refused.add(change.after.id)
            if page is not None:
                await self._database.write(_file, self._hotline, page, [], silent, now, corrected)
        self.table.saved([*silent, *(change.after.id for change in changes)])
        if changes:
            self._filed(changes)
        self.corrections += corrected

    def _silent(self, changes: Sequence[Change]) -> dict[str, list[Fact]]:
        """Facts of calls that did not change by them."""
        unsaved = self.table.unsaved() - self._refused - {change.after.id for change in changes}
        return {call: self.table.facts(call) for call in unsaved}

    async def _recall(self, page: Page) -> list[Fact]:
        """Load what SQL has of calls that are not in the table. Returns the page's facts without those of calls whose
        facts have been deleted: their record is final.
        """
        unknown = [call for call in page.call_ids if call not in self.table]
        if not unknown:
            return list(page.facts)
        stored, final = await self._database.read(calls.recall, unknown)
        self.table.apply(stored)
        self.table.saved(unknown)
        if not final:
            return list(page.facts)
        return [fact for fact in page.facts if self.table.call_of(fact.channel) or fact.channel not in final]

    def _changes(self, changed: Mapping[str, tuple[Call | None, Call]]) -> list[Change]:
        return [
            Change(before=before, after=after, facts=self.table.facts(call))
            for call, (before, after) in changed.items()
            if before is None or _differs(before, after)
        ]


def _differs(before: Call, after: Call) -> bool:
    """Whether a call must be written again: anything but its times differs, or a time by more than SAME_MOMENT."""
    return _words(before) != _words(after) or any(
        (one is None) is not (other is None)
        or (one is not None and other is not None and abs(one - other) > SAME_MOMENT)
        for one, other in zip(_moments(before), _moments(after), strict=True)
    )


def _words(call: Call) -> tuple[object, ...]:
    """Everything about a call except its times."""
    who = (call.caller, call.caller_name, call.called, call.trunk, call.unknown_number)
    how = (call.state, call.outcome, call.missed_in, call.failure, call.asked, call.extension, call.citizen)
    where = (call.origin, call.queue, call.overflowed_to, call.sent_to, call.dialling)
    moved = tuple((one.id, one.state, one.reason, one.tried) for one in call.transfers)
    legs = tuple(
        (leg.channel, leg.extension, leg.ringing, leg.talking, leg.consulted, leg.on_hold) for leg in call.legs
    )
    return who + how + where + moved + legs + _asked(call) + _supervised(call)


def _asked(call: Call) -> tuple[object, ...]:
    return call.notice, call.survey is not None, call.survey.answer if call.survey else None


def _supervised(call: Call) -> tuple[object, ...]:
    return tuple(
        (one.id, one.joined_at is None, one.ended_at is None, tuple(mode for mode, _ in one.modes))
        for one in call.supervisions
    )


def _moments(call: Call) -> list[datetime | None]:
    """All times of a call and its legs."""
    times = [call.started_at, call.queued_at, call.answered_at, call.ended_at, call.sent_at]
    for leg in call.legs:
        times += [leg.started_at, leg.picked_up_at, leg.answered_at, leg.left_at, leg.ended_at]
    return times


def _file(
    connection: Connection,
    hotline: Hotline,
    page: Page | None,
    changes: Sequence[Change],
    silent: Mapping[str, Sequence[Fact]],
    now: datetime,
    corrected: int,
) -> None:
    if changes:
        extensions = {leg.extension for change in changes for leg in change.after.legs}
        file_changes(connection, hotline, changes, extension_owners.of(connection, extensions), now)
    calls.keep_facts(connection, silent)
    corrections.add(connection, _day(hotline, now), corrected)
    if page is not None:
        journal.witness(connection, page.arrivals)
        journal.move(connection, page.node, page.position)


def _day(hotline: Hotline, now: datetime) -> date:
    return now.astimezone(hotline.centre.zone).date()
