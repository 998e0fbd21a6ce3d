"""The whole role on a real Redis, with an Asterisk that is only a socket."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
from redis.asyncio import Redis
from sqlalchemy import select

from cti.app import Service
from hotline.asterisk.ami.connection import AmiConnection
from hotline.names.marks import Mark
from hotline.redis_keys import STREAM, WALL, role_key
from hotline.runtime.database import Database
from hotline.store.engine import reading
from hotline.store.tables import calls, tickets
from tests.parts.ami.fake_asterisk import QUICK, SECRET, Action, Session, event, fake_asterisk
from tests.parts.conf import settings
from tests.parts.memory import file_engine
from tests.parts.soon import running, soon

LISTS = {"CoreShowChannels", "QueueStatus", "PJSIPShowContacts"}
CITIZEN = "node1-1763686800.1"


def an_empty_asterisk(session: Session, action: Action) -> None:
    if action["Action"] not in LISTS:
        session.answer(action, CoreStartupDate="2026-11-21", CoreStartupTime="01:00:00")
        return
    session.answer(action, EventList="start")
    session.say(event(f"{action['Action']}Complete", ActionID=action["ActionID"], EventList="Complete"))


def arrival() -> bytes:
    """A citizen's channel, which reaches the queue."""
    queued = {"UserEvent": "HotlineMark", "Mark": Mark.QUEUE.value, "Value": "hotline"}
    return event(
        "Newchannel",
        Channel="PJSIP/carrier-0000002a",
        ChannelState="4",
        CallerIDNum="13812345678",
        Context="from-trunk-carrier",
        Exten="12345",
        Uniqueid=CITIZEN,
        Linkedid=CITIZEN,
    ) + event("UserEvent", Uniqueid=CITIZEN, AccountCode=CITIZEN, **queued)


async def test_a_citizen_who_arrives_is_on_the_wall_and_has_a_ticket(redis: Redis, tmp_path: Path) -> None:
    site, engine = settings(tmp_path), file_engine(tmp_path)
    site.paths.journal.mkdir(parents=True)

    async def read(key: str) -> dict[str, Any]:
        text = await redis.get(key)
        return orjson.loads(text) if text else {}

    async def beats(**expected: object) -> bool:
        beat = await read(role_key("cti"))
        return expected.items() <= beat.items()

    async def shows(waiting: int, *, up: bool) -> bool:
        wall = await read(WALL)
        return bool(wall) and wall["nodes"][0]["up"] is up and wall["waiting"] == waiting

    def in_sql() -> list[tuple[str, str]]:
        with reading(engine) as connection:
            rows = connection.execute(
                select(calls.c.state, tickets.c.number).join(tickets, tickets.c.call == calls.c.id)
            )
            return [(row.state, row.number) for row in rows]

    async with fake_asterisk() as fake:
        fake.on_action = an_empty_asterisk
        connections = [
            AmiConnection(host="127.0.0.1", port=fake.port, username="cti", secret=SECRET, events=True, pace=QUICK)
            for _ in range(2)
        ]
        service = Service(
            settings=site,
            database=Database(engine),
            redis=redis,
            ami=connections[0],
            security=connections[1],
            clock=lambda: datetime.now(UTC),
        )
        await service.load()
        async with running(*service.works()):
            await soon(lambda: beats(asterisk="up", filing="going", disk="enough", journal_behind_bytes=0))
            await soon(lambda: shows(0, up=True))
            for _ in connections:
                (await fake.sessions.get()).say(arrival())
            await soon(lambda: shows(1, up=True))
            fake.silent = True
            fake.hang_up_on_all()
            await soon(lambda: shows(1, up=False))
            await soon(lambda: beats(asterisk="down"))
        assert [state for state, _ in in_sql()] == ["queued"]
        assert await redis.exists(STREAM) == 0, "no agent was concerned"
        for connection in connections:
            await connection.close()
    engine.dispose()
