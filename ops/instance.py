"""One instance of the hotline: its configuration, its database, and the programs that make it up.

Starting is render, migrate, then all programs at once: each of them waits for the others by itself. Ending goes the
other way, roles before what they lean on, so that no call is written by a role whose database or switch is gone.
"""

import asyncio
import os
import shutil
import sys
from asyncio.subprocess import PIPE
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

import aiohttp

from cti.settings import Settings
from ops.keeper import Keeper, end_session, spawn
from ops.plan import (
    Program,
    Stage,
    first_password,
    guilty,
    page_url,
    password_text,
    ready_text,
    still_missing,
)
from ops.preflight import Refused

ROLES = ("cti", "ivr", "callback", "agent_api")
_READY_WITHIN_S = 120.0
_LONGEST_LOG = 20_000_000  # bytes; then it becomes NAME.log.1
_GRACE_S = {Stage.ROLE: 10.0, Stage.SWITCH: 10.0, Stage.REDIS: 5.0}


class Failed(Exception):  # noqa: N818 - it says what happened
    """Why the hotline could not be opened, with the end of the log that tells."""


def programs(settings: Settings) -> list[Program]:
    """All that an instance is made of. Asterisk and Redis get no secrets from the environment."""
    everything = {key: value for key, value in os.environ.items() if key != "HOTLINE_ADMIN_PASSWORD"}
    little = {key: value for key, value in everything.items() if key in ("PATH", "HOME", "LANG", "XDG_CACHE_HOME")}
    asterisk = Program(
        name="asterisk",
        argv=(str(Path(__file__).with_name("asterisk.sh")), str(settings.state_dir)),
        stage=Stage.SWITCH,
        env=little | {"TZ": settings.hotline.centre.timezone},
        ask_again=True,
    )
    roles = [Program(name=role, argv=(sys.executable, "-m", role), stage=Stage.ROLE, env=everything) for role in ROLES]
    if not settings.redis_embedded:
        return [asterisk, *roles]
    folder = settings.paths.redis
    # no port, and nothing on disk: Redis is a doorbell and a picture here, the truth is in SQL
    options = {"--port": "0", "--save": "", "--appendonly": "no", "--dir": str(folder)}
    options |= {"--unixsocket": str(folder / "redis.sock"), "--unixsocketperm": "700"}
    argv = ("redis-server", *(word for option in options.items() for word in option))
    return [Program(name="redis", argv=argv, stage=Stage.REDIS, env=little), asterisk, *roles]


class Instance:
    """`live` opens the hotline and holds it open until cancelled. `hurry` set: programs are killed, not asked."""

    def __init__(self, settings: Settings, say: Callable[[str], None]) -> None:
        self.hurry = asyncio.Event()
        self._settings = settings
        self._say = say
        self._password: str | None = None
        self._keepers: list[tuple[Keeper, asyncio.Task[None]]] = []

    async def live(self, while_open: Callable[[Settings], Awaitable[None]]) -> None:
        """Run `while_open` once the hotline is open and end with it; raises Refused or Failed when it does not open."""
        started_at = asyncio.get_running_loop().time()
        try:
            for folder in (self._settings.paths.log, self._settings.paths.redis):
                folder.mkdir(parents=True, exist_ok=True)
            self._say("making Asterisk's configuration")
            await self._finish("asterisk_conf")
            self._say("speaking the prompts")
            await self._finish("ivr.prompts")
            self._say("bringing the database up to date")
            self._password = first_password(await self._finish("cti.store"))
            for program in programs(self._settings):
                self._start(program)
            await self._become_ready()
            self._say(ready_text(self._settings, asyncio.get_running_loop().time() - started_at))
            self._tell_password()
            trimming = asyncio.create_task(self._keep_logs_short())
            try:
                await while_open(self._settings)
            finally:
                trimming.cancel()
        finally:
            self._tell_password()
            await self._end()

    def _tell_password(self) -> None:
        if self._password is not None:
            self._say(password_text(self._password))
            self._password = None

    async def _finish(self, module: str) -> str:
        """Run `python -m module` to its end; returns what it printed."""
        log_path = self._log_path(module)
        with log_path.open("ab") as log:
            process = await spawn((sys.executable, "-m", module), dict(os.environ), stdout=PIPE, stderr=log)
        try:
            output, _ = await process.communicate()
        finally:
            end_session(process)
        if process.returncode == 2:
            raise Refused(_tail(log_path, lines=1))
        if process.returncode != 0:
            raise Failed(f"python -m {module} failed, {log_path} ends with:\n{_tail(log_path)}")
        return output.decode()

    def _log_path(self, name: str) -> Path:
        return self._settings.paths.log / f"{name}.log"

    def _start(self, program: Program) -> None:
        keeper = Keeper(program, self._log_path(program.name), self.hurry, self._say)
        task = asyncio.create_task(keeper.keep(_GRACE_S[program.stage]), name=program.name)
        self._keepers.append((keeper, task))

    async def _become_ready(self) -> None:
        missing: list[str] = []
        try:
            async with asyncio.timeout(_READY_WITHIN_S), aiohttp.ClientSession() as session:
                while now_missing := await self._missing(session):
                    if now_missing != missing:
                        missing = now_missing
                        self._say(f"waiting for {', '.join(missing)}")
                    await asyncio.sleep(0.1)
        except TimeoutError:
            raise Failed(self._why_not_ready(missing)) from None

    async def _missing(self, session: aiohttp.ClientSession) -> list[str]:
        try:
            timeout = aiohttp.ClientTimeout(total=5)
            async with session.get(f"{page_url(self._settings)}/readyz", timeout=timeout) as answer:
                return still_missing(answer.status, await answer.read())
        except (aiohttp.ClientError, TimeoutError):
            return ["agent_api"]

    def _why_not_ready(self, missing: list[str]) -> str:
        text = f"not ready after {_READY_WITHIN_S:.0f} s: {', '.join(missing)} missing"
        name = guilty(missing, {keeper.program.name: keeper.deaths for keeper, _ in self._keepers})
        if name is None:
            return text
        return f"{text}; {self._log_path(name)} ends with:\n{_tail(self._log_path(name))}"

    async def _keep_logs_short(self) -> None:
        """Programs append, so a log can be copied and emptied under them."""
        while True:
            for path in self._settings.paths.log.glob("*.log"):
                if path.stat().st_size > _LONGEST_LOG:
                    with suppress(OSError):  # a full disk: emptying it is what helps
                        shutil.copyfile(path, path.with_suffix(".log.1"))
                    os.truncate(path, 0)
            await asyncio.sleep(60)

    async def _end(self) -> None:
        for stage in Stage:
            tasks = [task for keeper, task in self._keepers if keeper.program.stage is stage]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


def _tail(path: Path, lines: int = 15) -> str:
    return "\n".join(path.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
