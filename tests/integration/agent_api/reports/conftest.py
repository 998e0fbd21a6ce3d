"""The auditor who reads reports, at a centre with the default hours of callbacks."""

from dataclasses import replace

import pytest

from hotline.settings.environment import Settings
from hotline.settings.policies import CallbackPolicy
from tests.parts.agent_api.world import Person, World


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """With the hours that hotline.toml has unless told otherwise: 08:00 to 21:00."""
    policy = settings.hotline.callback.model_copy(update={"hours": CallbackPolicy().hours})
    return replace(settings, hotline=settings.hotline.model_copy(update={"callback": policy}))


@pytest.fixture
async def auditor(world: World) -> Person:
    return await world.person("audrey", "auditor")
