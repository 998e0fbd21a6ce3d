"""Notices made audible: their sounds, and the dialplan that plays them while they hold. Both are written when a notice
changes, so that callers hear them while our processes are down.
"""

import asyncio
import hashlib
import logging
import math
import tempfile
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from redis.asyncio import Redis
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from asterisk_conf.notices import NoticeLine
from asterisk_conf.write import apply_notices
from cti.queues.notifications import listen
from cti.queues.speed_dial_config import DIALPLAN
from hotline.asterisk.ami.actions import reload
from hotline.asterisk.ami.connection import AmiConnection
from hotline.asterisk.ami.messages import AmiError
from hotline.runtime.database import Database
from hotline.runtime.sounds import SoundError, convert, replace, speak
from hotline.settings.environment import Settings
from hotline.settings.error import SettingsError
from hotline.store.calls import notices
from hotline.store.calls.notices import NoticeRow

LOOK_S = 10.0  # notifications may be lost
VOICE, WORDS_PER_MINUTE = "cmn-latn-pinyin", 200
_RECIPE = 1  # increase it to make all sounds again

log = logging.getLogger(__name__)


class NoticeConfig:
    """Keeps Asterisk in agreement with the notices in SQL."""

    def __init__(
        self, settings: Settings, database: Database, redis: Redis, ami: AmiConnection, clock: Callable[[], datetime]
    ) -> None:
        self._settings, self._database, self._redis, self._ami, self._clock = settings, database, redis, ami, clock
        self._stale = True  # Asterisk may be running with an earlier process's version
        self._wake = asyncio.Event()

    async def run(self) -> None:
        listening = asyncio.create_task(listen(self._redis, self._wake.set))
        try:
            while True:
                self._wake.clear()
                await self._agree()
                try:
                    async with asyncio.timeout(LOOK_S):
                        await self._wake.wait()
                except TimeoutError:
                    continue
        finally:
            listening.cancel()

    async def _agree(self) -> None:
        try:
            wanted = await self._database.read(notices.not_over, self._clock())
            made = {one.id: name for one in wanted if (name := await self._sound(one))}
            audible = [one for one in wanted if one.id in made]
            if await asyncio.to_thread(apply_notices, self._settings, self._lines(audible, made)):
                self._stale = True
            if self._stale:
                await self._ami.send(reload(DIALPLAN))
            self._stale = False
            new = {one.id: made[one.id] for one in audible if one.made != made[one.id]}
            if new:
                await self._database.write(notices.set_made, new)
        except (AmiError, SettingsError, OSError, SQLAlchemyError) as error:
            log.warning("Asterisk has not read the notices: %s", error)

    def _lines(self, audible: Sequence[NoticeRow], made: Mapping[int, str]) -> list[NoticeLine]:
        known = {queue.name for queue in self._settings.hotline.queues}
        return [
            NoticeLine(
                id=one.id,
                queues=one.queues,
                since=math.ceil(one.from_at.timestamp()),
                until=math.ceil(one.until_at.timestamp()),
                counts=one.counts,
                sound=self._settings.paths.notices / made[one.id],
            )
            for one in audible
            if not one.queues or known & set(one.queues)
        ]

    async def _sound(self, one: NoticeRow) -> str:
        """The name of the notice's sound, which is made if it is missing; "" if it cannot be made."""
        name = f"{one.id}-{_identity(one)}"
        target = self._settings.paths.notices / f"{name}.wav"
        if target.exists():
            return name
        try:
            recording = await self._database.read(_recording, one) if one.recorded else None
            await asyncio.to_thread(_make, one, recording, target)
        except SoundError as error:
            log.warning("notice %s has no sound: %s", one.id, error)
            return ""
        return name


def _identity(one: NoticeRow) -> str:
    return hashlib.sha256(f"{_RECIPE} {one.recorded or one.text}".encode()).hexdigest()[:16]


def _recording(connection: Connection, one: NoticeRow) -> bytes | None:
    return notices.sound_of(connection, one.id)


def _make(one: NoticeRow, recording: bytes | None, target: Path) -> None:
    if recording is None:
        replace(target, lambda path: speak(one.text, VOICE, WORDS_PER_MINUTE, path))
        return
    with tempfile.NamedTemporaryFile(suffix=".wav") as file:
        file.write(recording)
        file.flush()
        replace(target, lambda path: convert(Path(file.name), path))
