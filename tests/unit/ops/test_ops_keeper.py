"""A program under its keeper: back after each death, ended when told, nothing of it left."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from ops.keeper import Keeper
from ops.logs import Logs
from ops.plan import Program, Stage


class Kept:
    """A keeper of a shell script that appends its process id to a file at each start."""

    def __init__(self, folder: Path, script: str) -> None:
        self.starts = folder / "starts"
        self.said: list[str] = []
        self.hurry = asyncio.Event()
        program = Program(
            name="prog",
            argv=("sh", "-c", f"echo $$ >>{self.starts}; {script}"),
            stage=Stage.ROLE,
            env={"PATH": os.environ["PATH"]},
        )
        self.keeper = Keeper(program, Logs(folder), self.hurry, self.said.append)

    def pids(self) -> list[int]:
        return [int(line) for line in self.starts.read_text().split()] if self.starts.exists() else []


@asynccontextmanager
async def running(kept: Kept, grace_s: float = 5) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(kept.keeper.keep(grace_s))
    try:
        yield task
    finally:
        kept.hurry.set()
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not condition():  # noqa: ASYNC110 - another process's doing has no event
            await asyncio.sleep(0.01)


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


async def test_a_killed_program_is_back_and_the_operator_is_told_in_one_line(tmp_path: Path) -> None:
    kept = Kept(tmp_path, "exec sleep 60")
    async with running(kept):
        await until(lambda: len(kept.pids()) == 1)
        os.kill(kept.pids()[0], 9)
        await until(lambda: len(kept.pids()) == 2)
        assert kept.said == [f"prog died (killed by SIGKILL), starting it again; see {tmp_path / 'prog.log'}"]


async def test_a_program_that_goes_on_dying_goes_on_coming_back(tmp_path: Path) -> None:
    kept = Kept(tmp_path, "echo why; exit 3")
    async with running(kept):
        await until(lambda: len(kept.pids()) >= 3)
        assert kept.keeper.deaths >= 2
        assert (tmp_path / "prog.log").read_text().startswith("why\nwhy\n")


async def test_a_program_that_cannot_be_started_is_tried_again(tmp_path: Path) -> None:
    in_the_way = tmp_path / "prog.log"
    in_the_way.mkdir()
    kept = Kept(tmp_path, "exec sleep 60")
    async with running(kept):
        await until(lambda: len(kept.said) >= 2)
        assert "prog died (not started: " in kept.said[0]
        in_the_way.rmdir()
        await until(lambda: len(kept.pids()) == 1)


async def test_a_program_that_is_told_to_end_ends_and_stays_away(tmp_path: Path) -> None:
    kept = Kept(tmp_path, "exec sleep 60")
    async with running(kept) as task:
        await until(lambda: len(kept.pids()) == 1)
        task.cancel()
        await asyncio.wait((task,), timeout=30)
        assert task.cancelled()
        assert not alive(kept.pids()[0])
        assert kept.said == []


async def test_a_program_that_does_not_end_is_killed_when_its_grace_is_over(tmp_path: Path) -> None:
    kept = Kept(tmp_path, "trap '' TERM; echo deaf; while :; do sleep 0.1; done")
    async with running(kept, grace_s=0.2) as task:
        await until(lambda: (tmp_path / "prog.log").exists() and "deaf" in (tmp_path / "prog.log").read_text())
        task.cancel()
        await asyncio.wait((task,), timeout=30)
        assert not alive(kept.pids()[0])
        assert kept.said == ["killing prog"]


async def test_a_hurry_does_not_wait_for_the_grace(tmp_path: Path) -> None:
    kept = Kept(tmp_path, "trap '' TERM; echo deaf; while :; do sleep 0.1; done")
    async with running(kept, grace_s=60) as task:
        await until(lambda: (tmp_path / "prog.log").exists() and "deaf" in (tmp_path / "prog.log").read_text())
        task.cancel()
        kept.hurry.set()
        await asyncio.wait((task,), timeout=30)
        assert not alive(kept.pids()[0])


async def test_what_a_program_started_ends_with_it(tmp_path: Path) -> None:
    kept = Kept(tmp_path, f"sleep 60 & echo $! >{tmp_path / 'child'}; wait")
    async with running(kept) as task:
        await until(lambda: (tmp_path / "child").exists() and (tmp_path / "child").read_text().endswith("\n"))
        child = int((tmp_path / "child").read_text())
        task.cancel()
        await asyncio.wait((task,), timeout=30)
        await until(lambda: not alive(child))
