"""What a desk costs the network: all that /agent loads, without the charts."""

import re

import pytest

from tests.parts.agent_api.world import World
from tests.parts.pages.built import chunks_of

pytestmark = [
    pytest.mark.parametrize("migrated", ["sqlite"], indirect=True),
    pytest.mark.usefixtures("built_pages"),
]

MOST_BYTES = 300_000


async def test_the_desk_weighs_less_than_300_kb(world: World) -> None:
    shell = (await world.nobody.ask("GET", "//agent")).body.decode()
    first = re.findall(r"/static/app/([\w.-]+)", shell)
    weights = {}
    for name in {*first, *chunks_of("AgentPage")}:
        reply = await world.nobody.ask("GET", f"//static/app/{name}", headers={"Accept-Encoding": "gzip"})
        assert reply.headers["Content-Encoding"] == "gzip"
        assert "immutable" in reply.headers["Cache-Control"]
        weights[name] = int(reply.headers["Content-Length"])
    assert len(weights) > 3
    assert sum(weights.values()) < MOST_BYTES, weights
