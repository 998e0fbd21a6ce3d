"""How often the figures are counted."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from cti.wall.changes import WallChanges
from cti.wall.figures import AT_LEAST_EVERY_S, EVERY_S, CurrentFigures
from hotline.runtime.database import Database
from hotline.store.engine import writing
from hotline.store.reports import alarms
from tests.parts.cti.desk import HOTLINE
from tests.parts.facts.stories import at
from tests.parts.memory import file_engine


class Site:
    def __init__(self, folder: Path) -> None:
        self.engine = file_engine(folder)
        self.changes = WallChanges()
        self.seconds = 0.0
        self.figures = CurrentFigures(HOTLINE, Database(self.engine), self.changes, lambda: self.seconds)

    def raise_alarm(self) -> None:
        """Something that the figures tell of."""
        with writing(self.engine) as connection:
            alarms.raise_alarm(connection, alarms.AlarmKind.UNKNOWN_NUMBER, "88888", at(0))

    async def alarms(self) -> int:
        return len((await self.figures.get(at(0))).alarms)


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    site = Site(tmp_path)
    yield site
    site.engine.dispose()


async def test_a_change_is_counted_at_most_once_a_second(site: Site) -> None:
    assert await site.alarms() == 0
    site.raise_alarm()
    site.changes.clear()
    site.changes.note_figures()
    site.seconds += EVERY_S / 2
    assert await site.alarms() == 0
    site.changes.clear()
    assert await site.alarms() == 0
    assert site.changes.any, "the wall is to be made again, until they are counted"
    site.seconds += EVERY_S / 2
    assert await site.alarms() == 1


async def test_what_nobody_noted_is_counted_now_and_then(site: Site) -> None:
    await site.alarms()
    site.raise_alarm()
    site.seconds += AT_LEAST_EVERY_S - 1
    assert await site.alarms() == 0
    site.seconds += 1
    assert await site.alarms() == 1


async def test_new_figures_change_the_wall_and_the_same_do_not(site: Site) -> None:
    await site.alarms()
    site.changes.clear()
    site.seconds += AT_LEAST_EVERY_S
    await site.alarms()
    assert not site.changes.any
    site.raise_alarm()
    site.seconds += AT_LEAST_EVERY_S
    await site.alarms()
    assert site.changes.any
