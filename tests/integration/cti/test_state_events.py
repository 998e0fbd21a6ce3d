"""Events of agents' states on their way into the outbox, and how long each state lasted, on both databases."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from cti.wall.state_events import StateEvents
from hotline.domain.calls.events import Event, EventType
from hotline.runtime.database import Database
from hotline.store import outbox
from hotline.store.agents import spells
from hotline.store.engine import reading
from tests.parts.facts.stories import at
from tests.parts.soon import running, soon

ZONE = ZoneInfo("Asia/Shanghai")


def state(agent: str, name: str, when: datetime, reason: str = "", since: datetime | None = None) -> Event:
    payload = {"state": name, "reason": reason, "since": (since or when).isoformat()}
    return Event(type=EventType.AGENT_STATE, at=when, agent=agent, payload=payload)


async def stored(engine: Engine, *batches: list[Event]) -> None:
    done = list[bool]()
    events = StateEvents(Database(engine), ZONE, lambda: done.append(True))
    events.put([])
    for batch in batches:
        events.put(batch)
    async with running(events.run()):
        await soon(lambda: len(done) == len(batches))


async def test_they_are_stored_in_their_order_and_the_publisher_is_told(engine: Engine) -> None:
    await stored(engine, [state("anna", "ready", at(0))], [state("ben", "ready", at(0))])
    with reading(engine) as connection:
        assert [event.agent for event in outbox.waiting(connection, 0)] == ["anna", "ben"]


async def test_each_state_lasts_until_the_next_one_and_time_offline_is_not_kept(engine: Engine) -> None:
    """From 60 s on; at(0) begins a half hour, so the talk of two thousand seconds lies in two."""
    talks = 60 + 2000
    await stored(
        engine,
        [state("anna", "offline", at(0)), state("ben", "ready", at(0))],
        [state("anna", "talking", at(60)), state("ben", "paused", at(30), "lunch")],
        [state("anna", "talking", at(100), since=at(60))],  # another call: nothing has changed
        [state("ben", "paused", at(90), "tea", since=at(30))],  # another reason: the state is as old as it was
        [state("anna", "ready", at(talks)), state("ben", "offline", at(100))],
    )
    half_hours = at(0) - timedelta(minutes=30), at(2 * 3600)
    with reading(engine) as connection:
        anna = spells.of_agent(connection, "anna", *half_hours)
        ben = spells.of_agent(connection, "ben", *half_hours)
        everybody = spells.of_all(connection, *half_hours)
    assert anna == {("talking", ""): 2_000_000}
    assert ben == {("ready", ""): 30_000, ("paused", "lunch"): 60_000, ("paused", "tea"): 10_000}
    talked = [lasted["talking"] for _, lasted in everybody if "talking" in lasted]
    assert (len(talked), sum(talked)) == (2, 2_000_000)


async def test_a_process_that_starts_anew_goes_on_where_the_last_one_stopped(engine: Engine) -> None:
    await stored(engine, [state("anna", "ready", at(0))])
    await stored(engine, [state("anna", "ready", at(50), since=at(0))], [state("anna", "paused", at(80), "tea")])
    with reading(engine) as connection:
        assert spells.of_agent(connection, "anna", at(-3600), at(3600)) == {("ready", ""): 80_000}
