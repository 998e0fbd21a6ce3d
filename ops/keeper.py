"""Keeps one program running: starts it, restarts it when it dies, and ends it on request.

Each program has its own session, so that Ctrl-C at the terminal reaches the supervisor only and so that the program's
children can be ended with it. The program also dies with the supervisor (setpriv --pdeathsig), even if the supervisor
is killed.
"""

import asyncio
import os
import signal
from asyncio.subprocess import DEVNULL, Process
from collections.abc import Callable
from contextlib import suppress
from typing import IO

from ops.logs import Logs
from ops.plan import Program, exit_text, restart_pause_s

_HEALTHY_S = 10.0  # a program that lived this long starts a new count of deaths in a row
_ASK_AGAIN_S = 0.5


async def spawn(argv: tuple[str, ...], env: dict[str, str], stdout: IO[bytes] | int, stderr: IO[bytes]) -> Process:
    """Start a program in its own session; the kernel ends it when the supervisor dies."""
    with_us = ("setpriv", "--pdeathsig", "KILL", "--")
    return await asyncio.create_subprocess_exec(
        *with_us, *argv, env=env, stdin=DEVNULL, stdout=stdout, stderr=stderr, start_new_session=True
    )


def end_session(process: Process) -> None:
    """Kill the program and everything it started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


class Keeper:
    """One program and its log. `deaths` counts the times it ended without having been told to."""

    def __init__(self, program: Program, logs: Logs, hurry: asyncio.Event, say: Callable[[str], None]) -> None:
        self.program = program
        self._logs = logs
        self.deaths = 0
        self._hurry = hurry
        self._say = say

    async def keep(self, grace_s: float) -> None:
        """Run until cancelled, then end the program: within `grace_s` after SIGTERM, or at once when in a hurry."""
        deaths_in_a_row = 0
        clock = asyncio.get_running_loop().time
        while True:
            started_at = clock()
            try:
                ending = exit_text(await self._run_once(grace_s))
            except OSError as error:  # no free process, file handle or disk space: this may pass
                ending = f"not started: {error}"
            self.deaths += 1
            deaths_in_a_row = 1 if clock() - started_at >= _HEALTHY_S else deaths_in_a_row + 1
            log = self._logs.path(self.program.name)
            self._say(f"{self.program.name} died ({ending}), starting it again; see {log}")
            await asyncio.sleep(restart_pause_s(deaths_in_a_row))

    async def _run_once(self, grace_s: float) -> int:
        with self._logs.open(self.program.name) as log:
            process = await spawn(self.program.argv, self.program.env, stdout=log, stderr=log)
        try:
            return await process.wait()
        except asyncio.CancelledError:
            await self._end(process, grace_s)
            raise
        finally:
            end_session(process)

    async def _end(self, process: Process, grace_s: float) -> None:
        asking = asyncio.create_task(self._ask(process))
        gone = asyncio.create_task(process.wait())
        hurried = asyncio.create_task(self._hurry.wait())
        await asyncio.wait((gone, hurried), timeout=grace_s, return_when=asyncio.FIRST_COMPLETED)
        asking.cancel()
        hurried.cancel()
        if not gone.done():
            self._say(f"killing {self.program.name}")
            end_session(process)
        await gone

    async def _ask(self, process: Process) -> None:
        with suppress(ProcessLookupError):
            process.terminate()
            while self.program.ask_again:
                await asyncio.sleep(_ASK_AGAIN_S)
                process.terminate()
