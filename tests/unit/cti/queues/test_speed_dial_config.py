"""The directory's codes in Asterisk's dialplan."""

from pathlib import Path
from typing import cast

import pytest

from cti.queues.speed_dial_config import SpeedDialConfig
from hotline.asterisk.ami.connection import AmiConnection
from hotline.asterisk.ami.messages import AmiLost
from hotline.settings.directory import DirectoryEntry
from tests.parts.ami.asterisk_in_memory import AsteriskInMemory
from tests.parts.conf import settings

WATER = DirectoryEntry(key="water", name="水务热线", numbers=["96300"])


class Site:
    def __init__(self, folder: Path) -> None:
        self.asterisk = AsteriskInMemory()
        self.settings = settings(folder)
        self.config = SpeedDialConfig(self.settings, cast(AmiConnection, self.asterisk))

    async def told_of(self, *entries: DirectoryEntry) -> list[str]:
        self.asterisk.told.clear()
        await self.config.agree(entries, [])
        return self.asterisk.names()


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


async def test_asterisk_reads_the_directory_when_it_changes(site: Site) -> None:
    assert await site.told_of() == ["Reload"], "it may run with what an earlier life wrote"
    assert await site.told_of() == []
    assert await site.told_of(WATER) == ["Reload"]
    assert site.asterisk.told[-1]["Module"] == "pbx_config.so"
    assert any("96300" in file.read_text() for file in site.settings.paths.asterisk_etc.iterdir())


async def test_after_a_connect_it_is_told_again(site: Site) -> None:
    await site.told_of(WATER)
    site.config.mark_stale()
    assert await site.told_of(WATER) == ["Reload"]


async def test_what_asterisk_could_not_be_told_is_told_the_next_time(site: Site) -> None:
    site.asterisk.fails["Reload"] = AmiLost("gone")
    assert await site.told_of(WATER) == ["Reload"]
    site.asterisk.fails.clear()
    assert await site.told_of(WATER) == ["Reload"]
