"""One instance of the hotline: its configuration, its database and its programs.

Starting means rendering the configuration, migrating the database, then starting all programs at once; each program
waits for the others by itself. They end in the opposite order, roles before Asterisk and Redis, so that no role has to
record a call without its database or its switch.
"""

import asyncio
import sys
from asyncio.subprocess import PIPE
from collections.abc import Awaitable, Callable

import aiohttp

from hotline.names.roles import RoleName
from hotline.settings.environment import Settings
from ops.account import Account
from ops.keeper import Keeper, end_session, spawn
from ops.logs import Logs
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
from ops.programs import Surroundings, programs

_READY_WITHIN_S = 120.0
_GRACE_S = {Stage.ROLE: 10.0, Stage.SWITCH: 10.0, Stage.REDIS: 5.0}


class Failed(Exception):  # noqa: N818 - it says what happened
    """The hotline could not be opened; the message ends with the last lines of the log that explains it."""


class Instance:
    """`live` opens the hotline and keeps it open until cancelled. Once `hurry` is set, programs are killed instead of
    terminated.
    """

    def __init__(self, settings: Settings, account: Account | None, say: Callable[[str], None]) -> None:
        self.hurry = asyncio.Event()
        self._settings = settings
        self._say = say
        self._around = Surroundings(settings, account)
        self._logs = _logs(settings)
        self._password: str | None = None
        self._keepers: list[tuple[Keeper, asyncio.Task[None]]] = []

    async def live(self, while_open: Callable[[Settings], Awaitable[None]]) -> None:
        """Open the hotline, run `while_open`, and end with it. Raises Refused or Failed if the
        hotline does not open.
        """
        started_at = asyncio.get_running_loop().time()
        try:
            self._say("making Asterisk's configuration")
            await self._finish("asterisk_conf")
            self._say("speaking the prompts")
            await self._finish("ivr.prompts")
            self._say("bringing the database up to date")
            self._password = first_password(await self._finish("hotline.store"))
            for program in programs(self._settings, self._around):
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
        with self._logs.open(module) as log:
            command = self._around.command((sys.executable, "-m", module))
            process = await spawn(command, self._around.env(), stdout=PIPE, stderr=log)
        try:
            output, _ = await process.communicate()
        finally:
            end_session(process)
        if process.returncode == 2:
            raise Refused(self._logs.tail(module, lines=1))
        if process.returncode != 0:
            raise Failed(f"python -m {module} failed, {self._logs.path(module)} ends with:\n{self._logs.tail(module)}")
        return output.decode()

    def _start(self, program: Program) -> None:
        keeper = Keeper(program, self._logs, self.hurry, self._say)
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
            return [RoleName.AGENT_API]

    def _why_not_ready(self, missing: list[str]) -> str:
        text = f"not ready after {_READY_WITHIN_S:.0f} s: {', '.join(missing)} missing"
        name = guilty(missing, {keeper.program.name: keeper.deaths for keeper, _ in self._keepers})
        if name is None:
            return text
        return f"{text}; {self._logs.path(name)} ends with:\n{self._logs.tail(name)}"

    async def _keep_logs_short(self) -> None:
        while True:
            self._logs.keep_short()
            await asyncio.sleep(60)

    async def _end(self) -> None:
        for stage in Stage:
            tasks = [task for keeper, task in self._keepers if keeper.program.stage is stage]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


def _logs(settings: Settings) -> Logs:
    try:
        return Logs(settings.paths.log)
    except OSError as error:
        raise Refused(f"HOTLINE_STATE_DIR: {error}") from None
