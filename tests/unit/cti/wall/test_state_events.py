"""Events of agents' states on their way into the outbox."""

from pathlib import Path

from cti.wall.state_events import StateEvents
from hotline.domain.calls.events import Event, EventType
from hotline.runtime.database import Database
from hotline.store import outbox
from hotline.store.engine import reading
from tests.parts.facts.stories import at
from tests.parts.memory import file_engine
from tests.parts.soon import running, soon


async def test_they_are_stored_in_their_order_and_the_publisher_is_told(tmp_path: Path) -> None:
    engine, stored = file_engine(tmp_path), list[bool]()
    events = StateEvents(Database(engine), lambda: stored.append(True))
    events.put([])
    for name in ("anna", "ben"):
        events.put([Event(type=EventType.AGENT_STATE, at=at(0), agent=name)])
    async with running(events.run()):
        await soon(lambda: len(stored) == 2)
    with reading(engine) as connection:
        assert [event.agent for event in outbox.waiting(connection, 0)] == ["anna", "ben"]
    engine.dispose()
