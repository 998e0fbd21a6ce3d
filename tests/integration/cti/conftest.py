"""A real Redis for the role's parts, empty for each test."""

from collections.abc import AsyncIterator, Iterator

import pytest
from redis.asyncio import Redis

from tests.parts.redis import private_redis


@pytest.fixture(scope="session")
def cti_redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with private_redis(tmp_path_factory.mktemp("redis")) as url:
        yield url


@pytest.fixture
async def redis(cti_redis: str) -> AsyncIterator[Redis]:
    client = Redis.from_url(cti_redis)
    await client.flushall()
    yield client
    await client.aclose()
