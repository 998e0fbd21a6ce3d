"""An agent as an admin makes one, and a stand-in for cti that applies changes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import update

from hotline.redis_keys import NOTIFY
from hotline.runtime.tasks import end
from hotline.store.engine import writing
from hotline.store.tables import agents
from tests.parts.agent_api.world import World

SIP_SECRET = "anna's telephone"


ANNA = {
    "username": "anna",
    "password": "anna's long word",
    "name": "安娜",
    "role": "agent",
    "extension": "1001",
    "sip_secret": SIP_SECRET,
    "queues": ["hotline"],
}


@asynccontextmanager
async def cti_obeys(world: World, after_s: float = 0.0) -> AsyncIterator[None]:
    """Somebody who does what cti does: at the bell, tells Asterisk and writes down that it knows."""
    await world.redis.set("hotline:role:cti", b"{}")
    async with world.redis.pubsub() as ear:
        await ear.subscribe(NOTIFY)

        async def obey() -> None:
            async for message in ear.listen():
                if message["type"] == "message" and message["data"] == b"agents":
                    await asyncio.sleep(after_s)
                    with writing(world.engine) as connection:
                        connection.execute(update(agents).values(applied_rev=agents.c.rev))

        obeying = asyncio.create_task(obey())
        yield
        await end([obeying])
