"""`python -m tests.bench [PART…]`: runs the parts (all of them when none is named), prints a table for each and writes
bench-results.json in the working folder. Whatever stops it, what was started is ended and the temporary folder removed.
"""

import argparse
import json
import os
import platform
import signal
import sys
import tempfile
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

from ops.phones.ports import Ports
from tests.bench import cost, delay, history, pops
from tests.bench.progress import say
from tests.bench.report import Part, table
from tests.bench.room import open_room

PARTS = ("cost", "pops", "delay", "history")
RESULTS = Path("bench-results.json")


class Stopped(BaseException):
    """Somebody wants us to end."""


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench", description="What the hotline costs, and how quick it is."
    )
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)}; all when none is named")
    parser.add_argument("--folder", type=Path, help="work here, and leave everything for a look")
    given = parser.parse_args()
    unknown = set(given.parts) - set(PARTS)
    if unknown:
        parser.error(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    _end_on_signals()
    _forget_other_instances()
    found: list[Part] = []
    try:
        with _folder(given.folder) as folder, _ports() as ports:
            for part in _measured(given.parts or PARTS, folder, ports):
                found.append(part)
    except Stopped:
        say("stopped")
        return 130
    finally:
        _tell(found)
    return 0


def _measured(names: Collection[str], folder: Path, ports: Ports) -> Iterator[Part]:
    """The parts as they are done: those with calls on one hotline, then the database's."""
    if set(names) & {"cost", "pops", "delay"}:
        yield from _with_calls(names, folder / "room", ports)
    if "history" in names:
        yield history.measure(folder / "history", ports)


def _with_calls(names: Collection[str], folder: Path, ports: Ports) -> Iterator[Part]:
    callers = [*cost.CALLERS, *pops.CALLERS, *delay.CALLERS]
    with open_room(folder, ports, callers) as room:
        full = cost.measure_full(room, folder) if "cost" in names else None
        if "pops" in names:
            yield pops.measure(room, folder)
        if "delay" in names:
            yield delay.measure(room, folder)
    if full is not None:
        yield cost.part(full, cost.measure_bare(folder, ports))


def _end_on_signals() -> None:
    """The first signal ends us in order, the next do not disturb that. If we are killed the kernel ends the rest."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        raise Stopped

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)


def _forget_other_instances() -> None:
    """What the shell says of some other hotline is not for ours."""
    for name in [name for name in os.environ if name.startswith("HOTLINE_") and name != "HOTLINE_TEST_PORTS"]:
        del os.environ[name]


@contextmanager
def _folder(wanted: Path | None) -> Iterator[Path]:
    if wanted is not None:
        wanted.mkdir(parents=True)
        yield wanted.absolute()
        return
    with tempfile.TemporaryDirectory(prefix="hotline-bench-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@contextmanager
def _ports() -> Iterator[Ports]:
    ports = Ports.take()
    try:
        yield ports
    finally:
        ports.release()


def _tell(found: Sequence[Part]) -> None:
    """What has been found until now."""
    if not found:
        return
    results = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {"cores": os.cpu_count(), "python": platform.python_version(), "kernel": platform.release()},
        "load_average": list(os.getloadavg()),
        "parts": {part.name: part.as_json() for part in sorted(found, key=lambda part: PARTS.index(part.name))},
    }
    RESULTS.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    for part in sorted(found, key=lambda part: PARTS.index(part.name)):
        print(f"{table(part)}\n")
    print(f"{RESULTS}: the same as JSON")


if __name__ == "__main__":
    sys.exit(main())
