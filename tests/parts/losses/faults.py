"""Faults under a running hotline, and how soon its wall is right again."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.parts.api import Api
from tests.parts.hotline import Hotline
from tests.parts.losses.traffic import (
    ANSWERED,
    MISSED,
    Told,
    Traffic,
)
from tests.parts.people import People
from tests.parts.wait import until

LONG = os.environ.get("HOTLINE_TEST_LONG") == "1"
ROLES = ("cti", "ivr", "callback", "agent_api")
SILENCE_S = 12.0 if LONG else 6.0  # of a stopped Asterisk: longer than the connection bears
NOTICED_S = 4.0  # promised are 2 s; a busy machine gets as much again
REPOSITORY = Path(__file__).parents[3]


def seconds_until(probe: Callable[[], object], what: str, timeout_s: float = 60.0) -> float:
    began = time.monotonic()
    until(lambda: probe() or None, what, timeout_s)
    return time.monotonic() - began


def is_stale(api: Api) -> bool:
    return not api.get("/wall")["fresh"]


def on_the_small_disk(hotline: Hotline) -> Path:
    """The database's file, as it is reached from outside (but not by SQLite)."""
    return Path(f"/proc/{hotline.supervisor.pid}/root{hotline.settings.database_url.removeprefix('sqlite:///')}")


def beside(hotline: Hotline, *arguments: str) -> tuple[str, ...]:
    """The command of a python that sees what the hotline sees."""
    enter = ("nsenter", f"--target={hotline.supervisor.pid}", "--mount", f"--wd={REPOSITORY}")
    return *enter, sys.executable, *arguments


_ANOTHER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=30)
connection.execute(sys.argv[2]).fetchall()
print("done", flush=True)
sys.stdin.read()
"""


@contextmanager
def in_the_database(hotline: Hotline, statement: str) -> Iterator[None]:
    """Another program has done this in the database, and stays connected. From outside SQLite would not get there: it
    follows the link /proc/PID/root by its text, to a file of that name on our side."""
    database = hotline.settings.database_url.removeprefix("sqlite:///")
    command = beside(hotline, "-c", _ANOTHER, database, statement)
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        assert other.stdout.readline() == b"done\n"
        yield


def told_after_death(traffic: Traffic, died_s: float, dead_s: float) -> list[Told]:
    """Whoever did not talk by then was missed. Of who was just being connected no witness may be left."""
    just_connected = {caller for caller, since_s in traffic.talked().items() if died_s - 0.3 < since_s < dead_s + 0.3}
    return [
        Told(citizen=one.citizen, ways=ANSWERED | MISSED if one.citizen.caller in just_connected else one.ways)
        for one in traffic.told(unlucky=True)
    ]


def is_told_of(people: People, one: Told) -> bool:
    """Whether the hotline knows of a citizen who was turned away: one who came as Asterisk died may have reached it."""
    return bool(people.calls_of(one.citizen.caller))


@contextmanager
def kept_from_starting(hotline: Hotline, role: str) -> Iterator[None]:
    """The role is killed while the supervisor cannot see it."""
    with hotline.frozen_supervisor():
        hotline.kill(role)
        yield


def fill(file: Path) -> None:
    """Write until the disk is full."""
    with file.open("wb", buffering=0) as writing:
        for size in (1 << 16, 1 << 9, 1):
            with suppress(OSError):
                while True:
                    writing.write(bytes(size))
