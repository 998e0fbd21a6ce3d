from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.parts.commands.role import Role, commanded


@pytest.fixture
async def role(tmp_path: Path) -> AsyncIterator[Role]:
    async with commanded(tmp_path) as opened:
        yield opened
