"""The admin who makes agents."""

import pytest

from tests.parts.agent_api.world import Person, World


@pytest.fixture
async def admin(world: World) -> Person:
    return await world.person("admin", "admin")
