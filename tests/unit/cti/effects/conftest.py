"""A transaction on an empty database, and the filing of changes in it."""

from collections.abc import Iterator

import pytest

from tests.parts.cti.desk import Desk
from tests.parts.memory import memory_engine


@pytest.fixture
def desk() -> Iterator[Desk]:
    engine = memory_engine()
    with engine.begin() as connection:
        yield Desk(connection)
    engine.dispose()
