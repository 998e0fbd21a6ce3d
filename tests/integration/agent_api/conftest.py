"""The real API on real SQLite, PostgreSQL and Redis, in this process."""

from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from redis.asyncio import Redis
from sqlalchemy import Engine

from hotline.settings.environment import Settings, load_settings
from hotline.store.engine import open_engine, writing
from hotline.store.schema import migrate
from hotline.store.tables import metadata
from hotline.store.transfers import directory
from ops.phones.ports import Ports
from tests.parts.agent_api.config import HOTLINE
from tests.parts.agent_api.world import World, serving
from tests.parts.browser import Tab, browser, new_tab
from tests.parts.pages.built import BUILD, is_built
from tests.parts.postgres import private_postgres
from tests.parts.redis import private_redis


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with private_redis(tmp_path_factory.mktemp("redis")) as url:
        yield url


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def migrated(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """An engine on a database with our schema, one for each kind and run."""
    with ExitStack() as stack:
        folder = tmp_path_factory.mktemp(request.param)
        if request.param == "sqlite":
            url = f"sqlite:///{folder / 'hotline.db'}"
        else:
            ports = Ports.take()
            stack.callback(ports.release)
            folder = Path(stack.enter_context(TemporaryDirectory(prefix="hotline-postgres-")))
            folder.chmod(0o755)  # the server runs as a user of its own, whom pytest's folders keep out
            cluster = stack.enter_context(private_postgres(folder / "cluster", ports))
            url = cluster.new_database().replace("postgresql:", "postgresql+psycopg:")
        engine = open_engine(url)
        migrate(engine)
        yield engine
        engine.dispose()


@pytest.fixture
def engine(migrated: Engine) -> Engine:
    """The same, empty."""
    with writing(migrated) as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())
    return migrated


@pytest.fixture
def hotline() -> str:
    """What stands in hotline.toml."""
    return HOTLINE


@pytest.fixture
def settings(tmp_path: Path, redis_url: str, hotline: str) -> Settings:
    config = tmp_path / "hotline.toml"
    config.write_text(hotline, encoding="utf-8")
    return load_settings(
        {
            "HOTLINE_CONFIG": str(config),
            "HOTLINE_STATE_DIR": str(tmp_path / "state"),
            "HOTLINE_REDIS_URL": redis_url,
        }
    )


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    """Redis, empty."""
    client = Redis.from_url(redis_url)
    await client.flushall()
    yield client
    await client.aclose()


@pytest.fixture(autouse=True)
def refused_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A guesser waits for each refusal; tests do not."""
    monkeypatch.setattr("agent_api.account.sessions.REFUSED_AFTER_S", 0.01)


@pytest.fixture
async def world(settings: Settings, engine: Engine, redis: Redis) -> AsyncIterator[World]:
    with writing(engine) as connection:  # as cti does when it starts
        directory.take_up(connection, settings.hotline.directory)
    async with serving(settings, engine) as http:
        yield World(engine=engine, redis=redis, http=http)


@pytest.fixture(scope="session")
def built_pages() -> None:
    """The pages as their sources are now; a browser would show those of an older build without a word."""
    if not is_built():
        pytest.fail(f"The pages are not built, or older than their sources. Run {BUILD}", pytrace=False)


@pytest.fixture(scope="session")
def chromium(built_pages: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with browser(tmp_path_factory.mktemp("chromium") / "profile") as address:
        yield address


@pytest.fixture
async def tab(chromium: str) -> AsyncIterator[Tab]:
    async with new_tab(chromium) as tab:
        yield tab
