"""Floods, on SQLite and on PostgreSQL: who earns a place ahead, what is slowed, what supervisors are told, and that a
true mass event gets its callbacks."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import Engine, insert, select, update

from cti.effects.change import Change
from cti.effects.filing import file_changes
from cti.upkeep.floods import FloodWatch
from hotline.domain.calls.owners import Owners
from hotline.domain.calls.projection import project
from hotline.domain.facts.facts import Fact, FactKind
from hotline.names.marks import Mark
from hotline.runtime.database import Database
from hotline.settings.hotline import Hotline, parse_hotline
from hotline.store import journal
from hotline.store.callbacks import callback_desk, callbacks, floods
from hotline.store.callers.callers import Standing, standing
from hotline.store.engine import reading, writing
from hotline.store.reports import accounting
from hotline.store.tables import agents, alarms
from hotline.store.tables import callbacks as duties
from tests.parts.facts.stories import at

HOTLINE: Hotline = parse_hotline(
    {
        "trunks": [{"name": "carrier", "match": ["127.0.0.2/32"], "contact": "sip:127.0.0.2:5070"}],
        "queues": [{"name": "hotline", "numbers": ["12345"]}],
        "floods": {"switchboards": ["04778330000"], "new_numbers": 20},
    }
)
_ids = count(1)
KNOWN, CITIZEN = "13700000000", "13812345678"


def story(caller: str, second: float, *marks: Mark, waits_s: float) -> list[Fact]:
    """A citizen rings, comes to the queue unless turned away, and hangs up."""
    channel = f"node1-1763686800.{next(_ids)}"

    def fact(kind: FactKind, moment: float, peer: str = "", **data: str) -> Fact:
        return Fact(kind=kind, channel=channel, at=at(moment), peer=peer, call=channel, data=data)

    arrival = fact(FactKind.ARRIVED, second, caller=caller, called="12345", trunk="carrier")
    steps = marks if Mark.TURNED_AWAY in marks else (Mark.QUEUE, *marks)
    told = [fact(FactKind.MARK, second, step.value, value="hotline") for step in steps]
    return [arrival, *told, fact(FactKind.ENDED, second + waits_s, cause="16")]


def file(engine: Engine, *stories: Sequence[Fact]) -> list[str]:
    """File the calls; their ids."""
    changes = []
    for facts in stories:
        call = project(facts[0].channel, facts)
        assert call is not None
        changes.append(Change(before=None, after=call, facts=facts))
    with writing(engine) as connection:
        file_changes(connection, HOTLINE, changes, Owners(), at(1000))
        journal.witness(connection, {change.after.id: change.after.started_at for change in changes})
    return [change.after.id for change in changes]


class Watch:
    """The watch, at moments that the test names."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._database = Database(engine)
        self._watch = FloodWatch(HOTLINE, self._database, lambda: at(0), lambda: None)

    async def look(self, second: float) -> None:
        await self._watch.look(at(second))

    def close(self) -> None:
        self._database.close()


@pytest.fixture
def watch(engine: Engine) -> Any:
    opened = Watch(engine)
    yield opened
    opened.close()


def forged(number: int, first: int = 0) -> list[list[Fact]]:
    """So many numbers of nobody, who ring within six seconds and hang up after two."""
    return [story(f"139{first + one:08}", 6 * one / number, waits_s=2) for one in range(number)]


def slowed(engine: Engine) -> list[Any]:
    with reading(engine) as connection:
        return list(connection.execute(select(duties).where(floods.SLOWED).order_by(duties.c.next_at)))


def told(engine: Engine) -> list[tuple[Any, ...]]:
    query = select(alarms.c.kind, alarms.c.subject, alarms.c.count).order_by(alarms.c.id)
    with reading(engine) as connection:
        return [tuple(row) for row in connection.execute(query)]


def due(engine: Engine, second: float) -> bool:
    with reading(engine) as connection:
        return callback_desk.anything_due(connection, at(second))


def do(engine: Engine, work: Callable[..., Any], *args: Any) -> Any:
    with writing(engine) as connection:
        return work(connection, *args)


async def test_sixty_forged_numbers_are_told_of_and_rung_slowly(engine: Engine, watch: Watch) -> None:
    file(engine, *forged(60))
    await watch.look(9)
    await watch.look(11)
    found = slowed(engine)
    assert len(found) == 60, "none is lost"
    assert {row.status for row in found} == {"pending"}
    assert [(row.next_at - at(9)).total_seconds() for row in found[:3]] == [120, 240, 360]
    assert all(row.lasts_from == row.next_at for row in found), "none expires before it has been rung"
    assert told(engine) == [("new_numbers", "2026-11-21", 1)]
    assert not due(engine, 100)
    assert due(engine, 130)


async def test_a_district_without_water_gets_its_callbacks(engine: Engine, watch: Watch) -> None:
    patient = [story(f"138{one:08}", one / 10, waits_s=25) for one in range(30)]
    full = [story(f"137{one:08}", one / 10, Mark.FULL, waits_s=6) for one in range(1, 20)]
    asks = story("13600000001", 3, Mark.ASKED, waits_s=5)
    file(engine, *patient, *full, asks)
    await watch.look(36)
    assert slowed(engine) == []
    assert due(engine, 40)
    assert told(engine) == [("new_numbers", "2026-11-21", 1)], "a supervisor hears of it all the same"


async def test_in_a_burst_a_citizen_whom_we_know_is_not_slowed(engine: Engine, watch: Watch) -> None:
    file(engine, story(KNOWN, -3600, waits_s=2))
    do(engine, floods.cancel, at(0))
    with writing(engine) as connection:
        connection.execute(update(duties).values(status="reached", next_at=None))
    file(engine, *forged(40), story(KNOWN, 4, waits_s=2))
    await watch.look(9)
    assert KNOWN not in {row.number for row in slowed(engine)}
    assert len(slowed(engine)) == 40


async def test_a_busy_minute_is_no_burst(engine: Engine, watch: Watch) -> None:
    file(engine, *forged(20))
    await watch.look(9)
    assert (slowed(engine), told(engine)) == ([], [])


async def test_who_rings_again_and_waits_is_rung_back_as_anybody(engine: Engine, watch: Watch) -> None:
    file(engine, *forged(30), story(CITIZEN, 3, waits_s=2))
    await watch.look(9)
    assert CITIZEN in {row.number for row in slowed(engine)}
    file(engine, story(CITIZEN, 20, waits_s=3))
    assert CITIZEN in {row.number for row in slowed(engine)}, "hanging up again releases nothing"
    file(engine, story(CITIZEN, 30, waits_s=30))
    await watch.look(62)
    assert CITIZEN not in {row.number for row in slowed(engine)}
    assert due(engine, 62)


@pytest.mark.parametrize("why", ["asked", "urgent"])
async def test_who_asks_or_is_in_danger_is_not_slowed_any_more(engine: Engine, watch: Watch, why: str) -> None:
    file(engine, *forged(30))
    await watch.look(9)
    first, *rest = slowed(engine)
    if why == "asked":
        do(engine, callbacks.ask_for, first.id, at(20))
    else:
        do(engine, callbacks.make_urgent, first.number, at(20))
    await watch.look(21)
    assert len(slowed(engine)) == len(rest)
    assert due(engine, 21)


async def test_a_supervisor_says_that_it_was_real_or_forged(engine: Engine, watch: Watch) -> None:
    file(engine, *forged(30))
    await watch.look(9)
    assert do(engine, floods.release, at(20)) == 30
    assert due(engine, 20)
    file(engine, *forged(30, first=1000))
    await watch.look(22)
    assert slowed(engine) == [], "for two hours nothing is slowed"
    await watch.look(24)
    later = timedelta(hours=3).total_seconds()
    file(
        engine,
        *(
            [Fact(**{**vars(fact), "at": fact.at + timedelta(seconds=later)}) for fact in some]
            for some in forged(90, first=2000)
        ),
    )
    await watch.look(later + 9)
    assert len(slowed(engine)) == 90
    assert do(engine, floods.cancel, at(later + 20)) == 90
    assert slowed(engine) == []


async def test_a_number_that_rings_again_and_again_is_told_of_without_its_digits(engine: Engine, watch: Watch) -> None:
    often = [story(CITIZEN, 10 * one, waits_s=2) for one in range(10)]
    switchboard = [story("04778330000", 10 * one, waits_s=2) for one in range(10)]
    hidden = [story("", 10 * one, waits_s=2) for one in range(10)]
    file(engine, *often, *switchboard, *hidden)
    await watch.look(95)
    await watch.look(97)
    ((kind, subject, times),) = told(engine)
    assert (kind, times) == ("number_flood", 1)
    assert CITIZEN not in subject
    assert "*" in subject


def test_hanging_up_again_and_again_brings_no_callback_ahead(engine: Engine) -> None:
    file(engine, story(KNOWN, 0, waits_s=30), *(story(CITIZEN, 40 + 10 * one, waits_s=2) for one in range(5)))
    twice = "13900000001"
    file(engine, *(story(twice, 100 + 40 * one, waits_s=30) for one in range(2)))
    anna = {"username": "anna", "name": "", "password_hash": "", "wish_since": at(0), "role": "agent", "queues": []}
    with writing(engine) as connection:
        connection.execute(insert(agents).values(**anna))
        first = callback_desk.claim_next(connection, "anna", at(500), at(560))
        assert first is not None
        callback_desk.cancel(connection, first.id, at(501))
        second = callback_desk.claim_next(connection, "anna", at(502), at(560))
    assert second is not None
    assert (first.number, second.number) == (twice, KNOWN)


def stands(engine: Engine, number: str = CITIZEN) -> Standing:
    with reading(engine) as connection:
        return standing(connection, number, at(500), 10)


def test_calls_given_up_within_seconds_earn_no_place(engine: Engine) -> None:
    file(engine, *(story(CITIZEN, 20 * one, waits_s=2) for one in range(4)))
    assert stands(engine) == Standing(open_callback=False, calls_recently=4, earnest_recently=0)
    file(engine, story(CITIZEN, 200, waits_s=30))
    assert stands(engine) == Standing(open_callback=True, calls_recently=5, earnest_recently=1)


def test_who_found_the_line_full_has_a_place_and_who_rang_too_often_at_once_has_none(engine: Engine) -> None:
    file(engine, story(CITIZEN, 0, Mark.FULL, waits_s=6), story(KNOWN, 0, Mark.TURNED_AWAY, waits_s=4))
    assert stands(engine) == Standing(open_callback=True, calls_recently=1, earnest_recently=1)
    assert stands(engine, KNOWN) == Standing(open_callback=False, calls_recently=1, earnest_recently=0)


def test_a_call_that_was_turned_away_is_counted_and_owes_nothing(engine: Engine) -> None:
    file(engine, story(CITIZEN, 0, Mark.TURNED_AWAY, waits_s=4), story(KNOWN, 0, waits_s=30))
    with reading(engine) as connection:
        counted = accounting.account(connection, at(-10), at(100), at(500), 0)
    assert (counted.offered, counted.tickets, counted.missed["full"], counted.missed["queue"]) == (2, 2, 1, 1)
    assert (counted.missed_by_callback["exempt"], counted.missed_by_callback["pending"]) == (1, 1)
    assert counted.balanced
