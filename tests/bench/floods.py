"""Log-ins while strangers flood the port: silent sockets and guesses, from another address and from the same one.

The flood is a process of its own: `python -m tests.bench.floods HOST PORT FROM` opens the sockets, says "flooding", and
guesses until its input ends; then it says how many guesses were sent and answered.
"""

import asyncio
import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path

from hotline.settings.environment import load_settings
from ops.phones.ports import Ports
from tests.bench.progress import say
from tests.bench.report import Part, milliseconds, percentile
from tests.parts.api import Api, ApiError
from tests.parts.asterisk import environment, run_module
from tests.parts.programs import program
from tests.parts.redis import private_redis
from tests.parts.wait import until

SILENT = 1_500
CONNECTIONS = 800
RATE = 5_000  # guesses a second that the flood tries to send
LOG_INS = 40
EVERY_S = 0.25
ELSEWHERE, HERE = "127.0.0.9", "127.0.0.1"
PASSWORD = "bench-password"
_REPOSITORY = Path(__file__).parents[2]
_CONFIG = """
[[trunks]]
name = "carrier"
match = ["127.0.0.2/32"]
contact = "sip:127.0.0.2:5070"

[[queues]]
name = "hotline"
numbers = ["12345"]
"""


@dataclass(frozen=True, kw_only=True)
class Flooded:
    """How long log-ins took, those that failed, and what the flood did."""

    log_ins_s: list[float]
    failed: int
    answered_a_second: float
    refused_a_second: float


def measure(folder: Path, ports: Ports) -> Part:
    with private_redis(folder / "redis") as redis_url:
        env = environment(folder, ports, _CONFIG) | {"HOTLINE_ADMIN_PASSWORD": PASSWORD, "HOTLINE_REDIS_URL": redis_url}
        settings = load_settings(env)
        run_module("hotline.store", env)
        api = Api(host=HERE, port=settings.http_port)
        with program((sys.executable, "-m", "agent_api"), folder / "agent_api.log", env=env, cwd=_REPOSITORY):
            until(lambda: _lives(api), "the API", 20)
            api.login("admin", PASSWORD)
            found = {address: _flooded(api, address) for address in (ELSEWHERE, HERE)}
    rows = [
        {
            "flooded from": "another address" if address == ELSEWHERE else "the address of who logs in",
            "log-ins": len(flooded.log_ins_s),
            "failed": flooded.failed,
            "median_ms": milliseconds(percentile(flooded.log_ins_s, 0.5)),
            "slowest_ms": milliseconds(percentile(flooded.log_ins_s, 1.0)),
            "guesses_per_s": round(flooded.answered_a_second),
            "refused_connections_per_s": round(flooded.refused_a_second),
        }
        for address, flooded in found.items()
    ]
    title = f"log-ins beside {SILENT} silent sockets and {CONNECTIONS} connections that try {RATE:,} guesses a second"
    return Part(name="floods", title=title, rows=rows, notes=["guesses_per_s are those that were answered, with a no"])


def _lives(api: Api) -> bool:
    with suppress(OSError):
        return api.readiness()[0] in (200, 503)
    return False


def _flooded(api: Api, address: str) -> Flooded:
    say(f"floods: {SILENT} silent sockets and {RATE} guesses a second from {address}")
    times, failed = [], 0
    with _flood(api.port, address) as done:
        for _ in range(LOG_INS):
            began = time.monotonic()
            try:
                api.login("admin", PASSWORD)
                times.append(time.monotonic() - began)
            except (OSError, ApiError, HTTPException) as error:
                say(f"floods: {error}")
                failed += 1
            time.sleep(EVERY_S)
    return Flooded(
        log_ins_s=times,
        failed=failed,
        answered_a_second=done["answered"] / done["seconds"],
        refused_a_second=done["refused"] / done["seconds"],
    )


@contextmanager
def _flood(port: int, address: str) -> Iterator[dict[str, float]]:
    """What the flood did is in the dictionary when it is over."""
    flood = subprocess.Popen(
        (sys.executable, "-m", "tests.bench.floods", HERE, str(port), address),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=_REPOSITORY,
        text=True,
    )
    assert flood.stdin
    assert flood.stdout
    done: dict[str, float] = {}
    try:
        assert flood.stdout.readline() == "flooding\n"
        yield done
    finally:
        flood.stdin.close()
        done |= json.loads(flood.stdout.readline())
        flood.wait(20)


class _Guesser:
    """Many connections that guess in turn, paced together."""

    def __init__(self, host: str, port: int, address: str) -> None:
        self._where = host, port
        self._from = address, 0
        self._due_s = time.monotonic()
        self.answered = self.refused = self._number = 0

    async def run(self) -> None:
        while True:
            try:
                reader, writer = await asyncio.open_connection(*self._where, local_addr=self._from)
            except OSError:
                self.refused += 1
                await asyncio.sleep(0.05)
                continue
            with suppress(OSError, asyncio.IncompleteReadError):
                while True:
                    await self._guess(reader, writer)
            self.refused += 1
            writer.close()

    async def _guess(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._due_s = max(self._due_s + 1 / RATE, time.monotonic() - 1)
        await asyncio.sleep(max(0.0, self._due_s - time.monotonic()))
        self._number += 1
        body = json.dumps({"username": f"user{self._number % 500}", "password": f"guess-{self._number}"}).encode()
        head = f"POST /api/v1/login HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        writer.write(head + body)
        answer = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = int(answer.partition(b"content-length: ")[2].partition(b"\r\n")[0])
        await reader.readexactly(length)
        self.answered += 1


async def _attack(host: str, port: int, address: str) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 8192), hard))
    silent = []
    for _ in range(SILENT):
        with suppress(OSError):
            silent.append(await asyncio.open_connection(host, port, local_addr=(address, 0)))
    guesser = _Guesser(host, port, address)
    tasks = [asyncio.create_task(guesser.run()) for _ in range(CONNECTIONS)]
    began = time.monotonic()
    print("flooding", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    seconds = time.monotonic() - began
    print(json.dumps({"answered": guesser.answered, "refused": guesser.refused, "seconds": seconds}), flush=True)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


if __name__ == "__main__":
    asyncio.run(_attack(sys.argv[1], int(sys.argv[2]), sys.argv[3]))
