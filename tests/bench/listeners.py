"""The agents' screens: a process of its own that holds a socket for every agent and notes when each frame came.

`python -m tests.bench.listeners FILE` reads the address and the tokens from standard input, says "listening" when all
sockets are open, writes a line of JSON for each call's frame to FILE, and ends when its input does. It is a process of
its own so that nothing else delays its clock.
"""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import aiohttp
import orjson

from tests.bench.call_centre import CallCentre

_REPOSITORY = Path(__file__).parents[2]


@dataclass(frozen=True, kw_only=True)
class Pop:
    """A `call.ringing` frame: when it came (Unix time), when Asterisk made the phone's leg, when cti filed it."""

    username: str
    caller: str
    came_at_s: float
    leg_at_s: float
    filed_at_s: float
    tickets: int


class Listeners:
    """What the agents' screens have been sent so far."""

    def __init__(self, frames: Path, pid: int) -> None:
        self.pid = pid
        self._frames = frames

    def pops(self) -> Iterator[Pop]:
        """All pops, oldest first."""
        for frame in self._all():
            if frame.pop("type") == "call.ringing":
                yield Pop(**frame)

    def ended(self) -> set[tuple[str, str]]:
        """Who was told of the end of whose call: username, caller."""
        return {(frame["username"], frame["caller"]) for frame in self._all() if frame["type"] == "call.ended"}

    def _all(self) -> Iterator[dict[str, Any]]:
        return map(orjson.loads, self._frames.read_bytes().splitlines())


@contextmanager
def listening(centre: CallCentre, folder: Path) -> Iterator[Listeners]:
    """Every agent's screen is open, and one supervisor's wall."""
    folder.mkdir(parents=True, exist_ok=True)
    frames = folder / "frames.jsonl"
    frames.touch()
    url = f"http://{centre.settings.http_host}:{centre.settings.http_port}/api/v1/ws"
    people = {
        "url": url,
        "agents": {seat.username: seat.api.token for seat in centre.seats},
        "wall": centre.admin.token,
    }
    command = ("setpriv", "--pdeathsig", "KILL", sys.executable, "-m", "tests.bench.listeners", str(frames))
    with subprocess.Popen(
        command, cwd=_REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(json.dumps(people).encode() + b"\n")
            process.stdin.flush()
            assert process.stdout.readline() == b"listening\n", "the agents' screens did not open"
            yield Listeners(frames, process.pid)
        finally:
            process.kill()


async def _listen(people: dict[str, Any], frames: IO[bytes]) -> None:
    async with aiohttp.ClientSession() as session, asyncio.TaskGroup() as tasks:
        opened = [await _open(session, people["url"], token, "me") for token in people["agents"].values()]
        readers = [
            tasks.create_task(_read(socket, username, frames))
            for username, socket in zip(people["agents"], opened, strict=True)
        ]
        wall = await _open(session, people["url"], people["wall"], "wall")
        readers.append(tasks.create_task(_read(wall, "", frames)))
        print("listening", flush=True)
        await asyncio.to_thread(sys.stdin.readline)
        for reader in readers:
            reader.cancel()


async def _open(session: aiohttp.ClientSession, url: str, token: str, topic: str) -> aiohttp.ClientWebSocketResponse:
    socket = await session.ws_connect(url)
    await socket.send_str(json.dumps({"type": "auth", "token": token, "topics": [topic]}))
    await socket.receive()  # how things stand: the socket is subscribed from here on
    return socket


async def _read(socket: aiohttp.ClientWebSocketResponse, username: str, frames: IO[bytes]) -> None:
    async for message in socket:
        came_at_s = time.time()
        data: str = message.data
        if '"call.ringing"' in data or '"call.ended"' in data:
            frames.write(orjson.dumps(_noted(orjson.loads(data), username, came_at_s)) + b"\n")
    raise ConnectionError(f"the socket of {username or 'the wall'} was closed: {socket.close_code}")


def _noted(frame: dict[str, Any], username: str, came_at_s: float) -> dict[str, Any]:
    call = frame["call"]
    mine = max((leg["started_at"] for leg in call["legs"] if leg["agent"] == username), default=call["started_at"])
    return {
        "type": frame["type"],
        "username": username,
        "caller": call["caller"],
        "came_at_s": came_at_s,
        "leg_at_s": _epoch(mine),
        "filed_at_s": _epoch(frame["at"]),
        "tickets": len(frame.get("caller", {}).get("tickets", ())),
    }


def _epoch(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


def main() -> None:
    people = json.loads(sys.stdin.readline())
    with Path(sys.argv[1]).open("wb", buffering=0) as frames:
        asyncio.run(_listen(people, frames))


if __name__ == "__main__":
    main()
