"""Recordings: a citizen's voice, for the call's agent, supervisors, and auditors with a reason."""

import asyncio
from pathlib import Path

from aiohttp import web

from agent_api.http.route import Ask
from agent_api.protocol.fields import CitizenQuery, says_why
from hotline.commands.errors import NotFoundError, NotYoursError
from hotline.commands.own_calls import existing_call
from hotline.domain.agents.agent import Role


async def read_recording(ask: Ask[CitizenQuery, None]) -> web.StreamResponse:
    """Ranges of bytes are answered, for jumps. Each play from the beginning is recorded; a jump is part of one."""
    row = await ask.services.database.read(existing_call, ask.path("id"))
    visibility = ask.visibility()
    if ask.who.role is Role.AGENT and not visibility.is_theirs(row):
        raise NotYoursError("This call is not yours.")
    if ask.who.role is Role.AUDITOR and not says_why(ask.reason):
        raise NotYoursError("Give a reason, in the header X-Reason or the parameter reason.")
    folder = ask.services.settings.paths.recordings
    path = await asyncio.to_thread(_file_below, folder, row.recording) if row.recording else None
    if path is None:
        raise NotFoundError("recording")
    if ask.services.plays.is_new(ask.who.username, row.id, _first_byte(ask.request)):
        await ask.record_look(visibility, "recording", row.id)
    return web.FileResponse(path, headers={"Cache-Control": "no-store", "Content-Type": "audio/x-wav"})


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
