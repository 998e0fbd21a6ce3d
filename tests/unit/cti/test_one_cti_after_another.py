"""The next cti begins when this one has ended, and that is when its last write is in: what it loads is all there is."""

import asyncio
import fcntl
import threading
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

import cti.__main__ as main
from hotline.runtime.database import Database
from hotline.settings.environment import Settings, load_settings
from tests.parts.wait import stays

EXAMPLE = Path(__file__).parents[3] / "hotline.toml"


class EndsWhileItWrites:
    """A service that stops working while a write of it is under way."""

    def __init__(self, *, settings: Settings, database: Database, **_: object) -> None:
        self._lock = settings.state_dir / "cti-node1.lock"
        self._database = database
        self._writes, self._may_end = threading.Event(), threading.Event()
        self._write: asyncio.Task[None] | None = None

    async def load(self) -> None:
        threading.Thread(target=self._look).start()

    def works(self) -> list[Coroutine[Any, Any, None]]:
        return [self._work()]

    async def _work(self) -> None:
        self._write = asyncio.create_task(self._database.write(self._slowly))
        await asyncio.to_thread(self._writes.wait, 5)

    def _slowly(self, connection: Connection) -> None:
        self._writes.set()
        assert self._may_end.wait(5), "the next one has begun, or nobody looked"

    def _look(self) -> None:
        self._writes.wait(5)
        stays(lambda: not could_begin(self._lock), "the lock is held", 0.3)
        self._may_end.set()


def could_begin(lock: Path) -> bool:
    with lock.open("wb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def test_the_next_cti_waits_for_the_last_write_of_this_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(main, "Service", EndsWhileItWrites)
    asyncio.run(main.serve(load_settings({"HOTLINE_CONFIG": str(EXAMPLE), "HOTLINE_STATE_DIR": str(tmp_path)})))
    assert could_begin(tmp_path / "cti-node1.lock")
