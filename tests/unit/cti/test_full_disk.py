"""A full disk ends nothing in cti, and the gap covers also the time in which cti was dead."""

import asyncio
import errno
import shutil
import tempfile
from collections import namedtuple
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from cti.queues.endpoint_config import EndpointConfig
from cti.queues.speed_dial_config import SpeedDialConfig
from cti.security.guard import Guard
from cti.upkeep import space
from cti.upkeep.space import SpaceWatch
from hotline.asterisk.ami.connection import AmiConnection
from hotline.domain.space import MB
from hotline.runtime.database import Database
from hotline.settings.environment import Settings
from hotline.store.reports import gaps
from tests.parts.conf import settings
from tests.parts.facts.people import agent

NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)
Usage = namedtuple("Usage", "total used free")


class Obedient:
    """An Asterisk that takes every command."""

    connected = True

    def __init__(self) -> None:
        self.told: list[Mapping[str, Any]] = []

    async def send(self, action: Mapping[str, Any]) -> None:
        self.told.append(action)


class Books:
    """A database that notes which gaps are filed."""

    def __init__(self) -> None:
        self.gaps: list[tuple[object, ...]] = []

    async def write(self, work: object, *args: object) -> None:
        if work is gaps.record:
            self.gaps.append(args[1:3])


class Disk:
    """What the disk says, and the time."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        self.settings = settings(folder)
        self.settings.paths.journal.mkdir(parents=True)
        self.full = False
        self.now = NOON
        self.usage = Usage(100_000 * MB, 0, 100 * MB)
        self.books = Books()
        monkeypatch.setattr(space, "_can_write", lambda _: not self.full)
        monkeypatch.setattr(shutil, "disk_usage", lambda _: self.usage)

    async def life(self) -> SpaceWatch:
        """A cti that starts now."""
        watch = SpaceWatch(
            settings=self.settings,
            database=cast(Database, self.books),
            ami=cast(AmiConnection, Obedient()),
            clock=lambda: self.now,
            changed=lambda: None,
        )
        await watch.begin()
        return watch

    async def works_a_while(self, watch: SpaceWatch) -> None:
        """One look, and what it leaves to be filed."""
        works = [asyncio.ensure_future(work) for work in watch.works()]
        await asyncio.sleep(0.1)
        for work in works:
            work.cancel()
        await asyncio.gather(*works, return_exceptions=True)

    def later(self, minutes: int, *, full: bool) -> datetime:
        self.now += timedelta(minutes=minutes)
        self.full = full
        return self.now


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Disk:
    return Disk(monkeypatch, tmp_path)


@pytest.fixture
def no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: object) -> tuple[int, str]:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(tempfile, "mkstemp", refuse)


@pytest.fixture
def site(tmp_path: Path) -> Settings:
    return settings(tmp_path)


async def test_agents_phones_wait_for_room(site: Settings, monkeypatch: pytest.MonkeyPatch, no_room: None) -> None:
    asterisk = Obedient()
    config = EndpointConfig(site, cast(AmiConnection, asterisk), list)
    assert not await config.agree([agent()])
    assert not asterisk.told
    monkeypatch.undo()
    assert await config.agree([agent()])
    assert asterisk.told


async def test_the_directory_waits_for_room(site: Settings, monkeypatch: pytest.MonkeyPatch, no_room: None) -> None:
    asterisk = Obedient()
    config = SpeedDialConfig(site, cast(AmiConnection, asterisk))
    await config.agree([], [])
    assert not asterisk.told
    monkeypatch.undo()
    await config.agree([], [])
    assert asterisk.told


async def test_blocks_wait_for_room(site: Settings, monkeypatch: pytest.MonkeyPatch, no_room: None) -> None:
    asterisk = cast(AmiConnection, Obedient())
    guard = Guard(
        settings=site,
        database=cast(Database, Books()),
        ami=asterisk,
        commands=asterisk,
        extensions=list,
        switched_off=list,
        clock=lambda: NOON,
    )
    await guard._tell_blocks()
    assert not guard._told
    monkeypatch.undo()
    await guard._tell_blocks()
    assert guard._told


async def test_a_gap_begins_before_a_life_that_starts_on_a_full_disk(disk: Disk) -> None:
    await disk.life()  # and dies
    disk.later(5, full=True)
    watch = await disk.life()
    assert watch.full_since == NOON
    again = disk.later(5, full=False)  # while SQL stalled the start
    await disk.works_a_while(watch)
    assert disk.books.gaps == [(NOON, again)]


async def test_a_gap_outlives_a_cti_that_dies_on_a_full_disk(disk: Disk) -> None:
    watch = await disk.life()
    disk.later(5, full=True)
    await disk.works_a_while(watch)
    again = disk.later(5, full=False)
    await disk.works_a_while(await disk.life())
    disk.later(5, full=False)
    await disk.works_a_while(await disk.life())
    assert disk.books.gaps == [(NOON, again)]


@pytest.mark.parametrize(("free", "kept"), [(30, True), (19, False)])
async def test_a_small_disk_has_a_reserve_too(disk: Disk, free: int, kept: bool) -> None:
    disk.usage = Usage(192 * MB, 0, free * MB)
    await disk.life()
    assert (disk.settings.state_dir / "reserve").exists() is kept
