"""Both databases, migrated and empty."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from hotline.store.engine import open_engine
from hotline.store.schema import migrate
from ops.phones.ports import Ports
from tests.parts.asterisk import Asterisk, environment, private_asterisk
from tests.parts.postgres import Postgres


@pytest.fixture(params=["sqlite", "postgres"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database of the test's own."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'hotline.db'}"
    else:
        cluster: Postgres = request.getfixturevalue("postgres")
        url = cluster.new_database().replace("postgresql://", "postgresql+psycopg://")
    engine = open_engine(url)
    migrate(engine)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def asterisk(workspace: Path, ports: Ports) -> Iterator[Asterisk]:
    """A real Asterisk with the example's configuration."""
    example = (Path(__file__).parents[2] / "hotline.toml").read_text(encoding="utf-8")
    with private_asterisk(environment(workspace / "ami", ports, example)) as running:
        yield running
