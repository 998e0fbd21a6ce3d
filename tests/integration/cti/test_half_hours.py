"""Sums by half hours are what a count of all calls gives, whatever happened to the calls, on both databases."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, delete, select

from cti.effects.change import Change
from cti.effects.filing import file_changes
from cti.upkeep.half_hours import HalfHours
from hotline.domain.callbacks.callback import CallbackOutcome
from hotline.domain.calls.projection import project
from hotline.domain.facts.facts import Fact
from hotline.domain.reports.half_hours import half_hour_of
from hotline.runtime.database import Database
from hotline.store.callbacks import callback_desk, callback_list, callbacks
from hotline.store.calls import half_hours
from hotline.store.engine import reading, writing
from hotline.store.tables import agent_half_hours as agent_table
from hotline.store.tables import callbacks as callbacks_table
from hotline.store.tables import calls as calls_table
from hotline.store.tables import half_hours as table
from tests.parts.cti.desk import HOTLINE
from tests.parts.facts.people import owners
from tests.parts.facts.stories import CITIZEN, answered_by, arrived, at, ends, lost, queued

ZONE = ZoneInfo("Asia/Shanghai")
LIMITS = {queue.name: queue.service_level_s for queue in HOTLINE.queues}
OWNERS = owners(**{"1001": "wang", "1002": "li"})
CALLS = 60


def told(number: int, dice: random.Random, kept: Change | None) -> Change:
    """A call as it is known now, over or not; an earlier one is told anew in some other way."""
    start = number * 97.0 if kept is None else number * 97.0 + dice.choice((0, 0, -1900, 40))
    rang = start + dice.randint(5, 40)
    channel = f"node1-1763686800.{number}"
    ways: Sequence[list[Fact]] = (
        [],
        [ends(start + dice.randint(4, 60))],
        [lost(start + 30)],
        answered_by(dice.choice(("1001", "1002", "9999")), f"{channel}a", rang - 2, rang, rang + dice.randint(1, 900)),
    )
    facts = [arrived(start), queued(start + 3), *dice.choice(ways)]
    named = [_of(fact, channel, f"1381234{number % 12:04}") for fact in facts]
    after = project(channel, named)
    assert after is not None
    return Change(before=kept.after if kept else None, after=after, facts=named)


def _of(fact: Fact, channel: str, caller: str) -> Fact:
    data = {**fact.data, **({"caller": caller} if "caller" in fact.data else {})}
    data |= {"linkedid": channel} if "linkedid" in fact.data else {}
    mine = channel if fact.channel == CITIZEN else fact.channel
    return replace(fact, channel=mine, call=channel if fact.call else "", data=data)


def amend(connection: Connection, dice: random.Random) -> None:
    """A citizen is reached, or an agent says afterwards that it was a voicemail or a wrong number."""
    some = [one.id for one in connection.execute(select(callbacks_table.c.id))]
    if not some:
        return
    chosen = callback_list.get(connection, dice.choice(some))
    assert chosen is not None
    if chosen.status == "reached":
        outcome = dice.choice((CallbackOutcome.VOICEMAIL, CallbackOutcome.WRONG_NUMBER, CallbackOutcome.REFUSES))
        callback_desk.give_outcome(connection, chosen, outcome, at(9000), at(8000), 4)
    else:
        callbacks.reached(connection, chosen.id, "wang", at(8000))


def counted(connection: Connection) -> tuple[dict[Any, Any], dict[Any, Any]]:
    """By hand, from every call."""
    duties = {row.id: row.status for row in connection.execute(select(callbacks_table))}
    by_queue: dict[Any, dict[str, int]] = {}
    by_agent: dict[Any, tuple[int, int]] = {}
    for call in connection.execute(select(calls_table).where(calls_table.c.outcome.is_not(None))):
        start = half_hour_of(call.started_at, ZONE)
        sums = by_queue.setdefault((start, call.queue), dict.fromkeys(half_hours.SUMMED, 0))
        answered, missed = call.outcome == "answered", call.outcome == "missed"
        recovered = missed and duties.get(call.callback) in ("reached", "self_resolved")
        add = {"offered": 1, call.outcome: 1, "recovered": recovered, "owed": missed and call.callback is not None}
        if answered:
            add |= {"waited_ms": _ms(call.wait_s), "to_person_ms": _ms(call.to_person_s), "talked_ms": _ms(call.talk_s)}
            add |= {"in_time": call.wait_s <= LIMITS[call.queue]}
        if missed:
            add[f"missed_{call.missed_in}"] = 1
        for name, value in add.items():
            sums[name] += value
        sums["longest_wait_ms"] = max(sums["longest_wait_ms"], _ms(call.wait_s))
        if answered and call.agent:
            before = by_agent.get((start, call.agent), (0, 0))
            by_agent[start, call.agent] = (before[0] + 1, before[1] + _ms(call.talk_s))
    return by_queue, by_agent


def _ms(seconds: float | None) -> int:
    return round((seconds or 0) * 1000)


def kept(connection: Connection) -> tuple[dict[Any, Any], dict[Any, Any]]:
    by_queue = {
        (row.start_at, row.queue): {name: row._mapping[name] for name in half_hours.SUMMED}
        for row in connection.execute(select(table))
    }
    by_agent = {
        (row.start_at, row.agent): (row.answered, row.talked_ms) for row in connection.execute(select(agent_table))
    }
    return by_queue, by_agent


async def test_sums_are_what_a_count_gives_after_any_history_with_corrections(engine: Engine) -> None:
    dice = random.Random(20261128)
    database, changed = Database(engine), list[bool]()
    counting = HalfHours(HOTLINE, database, lambda: changed.append(True))
    known: dict[int, Change] = {}
    most = 0
    for _ in range(30):
        batch = {number: told(number, dice, known.get(number)) for number in dice.sample(range(CALLS), 4)}
        known |= batch
        with writing(engine) as connection:
            file_changes(connection, HOTLINE, list(batch.values()), OWNERS, at(8000))
        if dice.random() < 0.7:  # else both are counted together
            await counting.count()
        with writing(engine) as connection:
            amend(connection, dice)
        await counting.count()
        with reading(engine) as connection:
            by_queue, by_agent = counted(connection)
            assert kept(connection) == (by_queue, by_agent)
        most = max(most, sum(sums["recovered"] for sums in by_queue.values()))
    assert (len(by_queue) > 3, most > 3) == (True, True)
    assert changed


async def test_after_an_upgrade_everything_is_counted(engine: Engine) -> None:
    dice = random.Random(7)
    with writing(engine) as connection:
        file_changes(connection, HOTLINE, [told(number, dice, None) for number in range(20)], OWNERS, at(8000))
        expected = kept(connection)
        for one in (table, agent_table):
            connection.execute(delete(one))
        half_hours.mark(connection, [at(1800 * number) for number in range(8)])  # as the migration does
    await HalfHours(HOTLINE, Database(engine), lambda: None).count()
    with reading(engine) as connection:
        assert kept(connection) == expected == counted(connection)
        assert not half_hours.is_marked(connection)


def test_a_call_that_is_filed_again_is_counted_once(engine: Engine) -> None:
    call = told(1, random.Random(3), None)
    over = Change(before=None, after=call.after, facts=call.facts)
    again = Change(before=call.after, after=call.after, facts=call.facts)
    for change in (over, again):
        with writing(engine) as connection:
            file_changes(connection, HOTLINE, [change], OWNERS, at(8000))
    with writing(engine) as connection:
        half_hours.recount_marked(connection, ZONE, LIMITS)
        assert kept(connection) == counted(connection)


def test_half_hours_are_those_of_the_local_clock() -> None:
    nepal = ZoneInfo("Asia/Kathmandu")  # 5:45 ahead of UTC
    moment = datetime.fromisoformat("2026-11-21T00:10:00+05:45")
    assert half_hour_of(moment, nepal).astimezone(nepal).isoformat() == "2026-11-21T00:00:00+05:45"
    assert half_hour_of(moment + timedelta(minutes=20), nepal) == half_hour_of(moment, nepal) + timedelta(minutes=30)
    assert half_hour_of(at(0), ZONE) == at(0)
