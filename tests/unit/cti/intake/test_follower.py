"""The journal, page by page, each filed with its position."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select

from cti.intake import follower
from cti.intake.follower import JOURNAL, Follower
from cti.intake.ledger import Ledger
from hotline.asterisk.journal.reader import JournalReader
from hotline.domain.calls.table import CallTable
from hotline.runtime.database import Database
from hotline.store import journal
from hotline.store.engine import reading
from hotline.store.tables import calls
from tests.parts.ami.stories import FOLDER, NUMBERS
from tests.parts.cti.desk import HOTLINE
from tests.parts.facts.stories import at
from tests.parts.memory import file_engine
from tests.parts.soon import running, soon

STORY = FOLDER / "answered_and_the_citizen_hangs_up.cel.csv"


class Site:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.engine = file_engine(folder)
        self.ends: list[float] = []

    def life(self) -> Follower:
        database = Database(self.engine)
        ledger = Ledger(
            hotline=HOTLINE, database=database, table=CallTable(), clock=lambda: at(0), filed=lambda changes: None
        )
        return Follower(
            node="node1",
            folder=self.folder,
            hotline_numbers=NUMBERS,
            database=database,
            ledger=ledger,
            caught_up=self.ends.append,
        )

    def in_sql(self) -> list[str]:
        with reading(self.engine) as connection:
            return list(connection.execute(select(calls.c.state)).scalars())

    def position(self) -> str | None:
        with reading(self.engine) as connection:
            return journal.position(connection, "node1")


@pytest.fixture
async def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Site]:
    monkeypatch.setattr(follower, "POLL_S", 0.01)
    monkeypatch.setattr(follower, "RETRY_S", 0.01)
    site = Site(tmp_path)
    yield site
    site.engine.dispose()


async def test_what_is_in_the_journal_is_filed_before_its_end_is_told(site: Site) -> None:
    shutil.copy(STORY, site.folder / JOURNAL)
    life = site.life()
    async with running(life.run()):
        await soon(lambda: site.ends)
        assert site.in_sql() == ["ended"]
    assert (life.behind_bytes, life.unreadable) == (0, 0)


async def test_the_next_life_reads_on_where_this_one_stopped(site: Site) -> None:
    lines = STORY.read_text(encoding="utf-8").splitlines(keepends=True)
    (site.folder / JOURNAL).write_text("".join(lines[:8]), encoding="utf-8")
    async with running(site.life().run()):
        await soon(lambda: site.ends)
    stopped, states = site.position(), site.in_sql()
    assert stopped is not None
    with (site.folder / JOURNAL).open("a", encoding="utf-8") as file:
        file.writelines(lines[8:])
    async with running(site.life().run()):
        await soon(lambda: site.in_sql() == ["ended"])
    assert (states, site.position() != stopped) != (["ended"], False)


async def test_a_line_that_is_none_is_counted_and_costs_no_other(site: Site) -> None:
    rubbish = "not a line of the journal\n"
    (site.folder / JOURNAL).write_text(rubbish + STORY.read_text(encoding="utf-8"), encoding="utf-8")
    life = site.life()
    async with running(life.run()):
        await soon(lambda: site.in_sql() == ["ended"])
    assert life.unreadable == 1


async def test_a_journal_that_cannot_be_read_now_is_read_later(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(STORY, site.folder / JOURNAL)
    reads = iter([OSError("rotated away"), OSError("rotated away")])
    read = JournalReader.read

    def fails_twice(reader: JournalReader) -> object:
        for error in reads:
            raise error
        return read(reader)

    monkeypatch.setattr(JournalReader, "read", fails_twice)
    async with running(site.life().run()):
        await soon(lambda: site.in_sql() == ["ended"])
