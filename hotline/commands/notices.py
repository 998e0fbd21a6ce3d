"""Supervisors write the notices that callers hear before the greeting. cti makes them audible."""

import hashlib
import io
import wave
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from hotline.commands.errors import InvalidError, NotFoundError
from hotline.commands.resources import Resources
from hotline.domain.agents.agent import Agent
from hotline.names.work import Work
from hotline.settings.hotline import Hotline
from hotline.store.calls import notices
from hotline.store.calls.notices import NoticeRow

LONGEST_S = 180


async def add_notice(at: Resources, who: Agent, values: Mapping[str, Any], now: datetime) -> NoticeRow:
    """`values` are columns of `notices`. Raises CommandError, as all of these."""
    row = await at.database.write(_add, values, at.settings.hotline, who.username, now)
    await _tell(at)
    return row


async def change_notice(at: Resources, who: Agent, notice: int, values: Mapping[str, Any], now: datetime) -> NoticeRow:
    row = await at.database.write(_change, notice, values, at.settings.hotline, who.username, now)
    await _tell(at)
    return row


async def remove_notice(at: Resources, who: Agent, notice: int, now: datetime) -> None:
    """Calls that name it keep it."""
    await at.database.write(_remove, notice, who.username, now)
    await _tell(at)


async def record_notice(at: Resources, who: Agent, notice: int, sound: bytes, now: datetime) -> NoticeRow:
    """An uploaded recording wins over the spoken text."""
    _check_sound(sound)
    row = await at.database.write(_record, notice, sound, who.username, now)
    await _tell(at)
    return row


async def _tell(at: Resources) -> None:
    await at.live.notify(Work.NOTICES)


def _add(
    connection: Connection, values: Mapping[str, Any], hotline: Hotline, username: str, now: datetime
) -> NoticeRow:
    _check(values, hotline)
    return existing(connection, notices.add(connection, values, username, now))


def _change(
    connection: Connection, notice: int, values: Mapping[str, Any], hotline: Hotline, username: str, now: datetime
) -> NoticeRow:
    before = existing(connection, notice)
    _check({"from_at": before.from_at, "until_at": before.until_at, **values}, hotline)
    notices.change(connection, notice, values, username, now)
    return existing(connection, notice)


def _remove(connection: Connection, notice: int, username: str, now: datetime) -> None:
    existing(connection, notice)
    notices.change(connection, notice, {"removed_at": now}, username, now)


def _record(connection: Connection, notice: int, sound: bytes, username: str, now: datetime) -> NoticeRow:
    existing(connection, notice)
    notices.put_sound(connection, notice, sound)
    notices.change(connection, notice, {"recorded": hashlib.sha256(sound).hexdigest()}, username, now)
    return existing(connection, notice)


def existing(connection: Connection, notice: int) -> NoticeRow:
    row = notices.get(connection, notice)
    if row is None:
        raise NotFoundError("notice")
    return row


def _check(values: Mapping[str, Any], hotline: Hotline) -> None:
    if values["until_at"] <= values["from_at"]:
        raise InvalidError.of("until", "a time after from")
    known = [queue.name for queue in hotline.queues]
    if unknown := sorted(set(values.get("queues", ())) - set(known)):
        raise InvalidError.of("queues", f"names of queues ({', '.join(known)}), not {unknown[0]}")


def _check_sound(sound: bytes) -> None:
    """Only what the standard library reads reaches a converter: an upload is hostile."""
    try:
        with wave.open(io.BytesIO(sound)) as file:
            length_s = file.getnframes() / file.getframerate()
            fits = file.getnchannels() in (1, 2) and file.getsampwidth() in (1, 2, 3, 4)
    except (wave.Error, EOFError, ZeroDivisionError, RuntimeError):
        raise InvalidError.of("sound", "a WAV file (PCM)") from None
    if not fits or not 0.3 <= length_s <= LONGEST_S:
        raise InvalidError.of("sound", f"a WAV file of up to {LONGEST_S} s, mono or stereo")
