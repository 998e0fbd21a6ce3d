"""Recordings: a citizen's voice, for the call's agent, supervisors, and auditors with a reason.

Some minutes after the call cti replaces the WAV file by an Opus file, and writes its hash into SQL. A play whose file
has another hash raises an alarm, and says so in the header X-Recording-Changed.
"""

import asyncio
from pathlib import Path

from aiohttp import web

from agent_api.http.route import Ask
from agent_api.protocol.fields import CitizenQuery, says_why
from hotline.commands.errors import NotFoundError, NotYoursError
from hotline.commands.own_calls import existing_call
from hotline.domain.agents.agent import Role
from hotline.file_hash import sha256_of
from hotline.store.calls import recordings
from hotline.store.calls.recordings import RecordingRow
from hotline.store.reports import alarms
from hotline.store.reports.alarms import AlarmKind

_TYPES = {".opus": "audio/ogg"}


async def read_recording(ask: Ask[CitizenQuery, None]) -> web.StreamResponse:
    """Ranges of bytes are answered, for jumps. Each play from the beginning is recorded; a jump is part of one."""
    row = await ask.services.database.read(existing_call, ask.path("id"))
    visibility = ask.visibility()
    if ask.who.role is Role.AGENT and not visibility.is_theirs(row):
        raise NotYoursError("This call is not yours.")
    if ask.who.role is Role.AUDITOR and not says_why(ask.reason):
        raise NotYoursError("Give a reason, in the header X-Reason or the parameter reason.")
    kept = await ask.services.database.read(recordings.of_call, row.id)
    folder = ask.services.settings.paths.recordings
    path = await asyncio.to_thread(_first_file, folder, kept, row.recording)
    if path is None:
        raise NotFoundError("recording")
    headers = {"Cache-Control": "no-store", "Content-Type": _TYPES.get(path.suffix, "audio/x-wav")}
    if ask.services.plays.is_new(ask.who.username, row.id, _first_byte(ask.request)):
        await ask.record_look(visibility, "recording", row.id)
        if kept is not None and kept.file and await _has_changed(path, kept):
            await ask.services.database.write(alarms.raise_alarm, AlarmKind.RECORDING_CHANGED, row.id, ask.now)
            headers["X-Recording-Changed"] = "true"
    return web.FileResponse(path, headers=headers)


async def _has_changed(path: Path, kept: RecordingRow) -> bool:
    return await asyncio.to_thread(sha256_of, path) != kept.sha256


def _first_file(folder: Path, kept: RecordingRow | None, recording: str | None) -> Path | None:
    """The file that was kept, or the one that Asterisk wrote."""
    names = [kept.file if kept is not None else "", recording or ""]
    return next((path for name in names if name and (path := _file_below(folder, name))), None)


def _first_byte(request: web.Request) -> int:
    """0 for the whole file, and for a range that is none."""
    try:
        return request.http_range.start or 0
    except ValueError:
        return 0


def _file_below(folder: Path, name: str) -> Path | None:
    """The file of this name, if it is one and lies below the folder whatever the name and its links say."""
    path = (folder / name).resolve()
    return path if path.is_relative_to(folder.resolve()) and path.is_file() else None
