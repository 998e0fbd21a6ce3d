"""`python -m tests.bench [PART…]`: runs the parts (all of them when none is named), prints a table for each and writes
bench-results.json in the working folder. Whatever stops it, what was started is ended and the temporary folder removed.
"""

import argparse
import os
import signal
import sys
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from ops.phones.ports import Ports
from tests.bench import callbacks, cost, delay, figures, floods, history, pops, serving, transfers
from tests.bench.call_centre import open_call_centre
from tests.bench.progress import say
from tests.bench.results import Results

WITH_CALLS = ("cost", "pops", "delay")
PARTS = (*WITH_CALLS, "callbacks", "history", "figures", "serving", "floods", "transfers")


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
    results = Results(PARTS)
    try:
        with _folder(given.folder) as folder, _ports() as ports:
            _measure(given.parts or PARTS, folder, ports, results)
    except Stopped:
        say("stopped")
        return 130
    finally:
        results.tell()
    return 1 if results.failed else 0


def _measure(names: Collection[str], folder: Path, ports: Ports, results: Results) -> None:
    """Those with many calls on one hotline, those with callbacks, strangers and transfers on others, the database's."""
    with_calls = [name for name in WITH_CALLS if name in names]
    if with_calls:
        with results.of(*with_calls):
            _measure_with_calls(with_calls, folder / "calls", ports, results)
    if "callbacks" in names:
        with results.of("callbacks"):
            results.add(callbacks.measure(folder / "callbacks", ports))
    if "history" in names:
        with results.of("history"):
            results.add(history.measure(folder / "history", ports))
    if "figures" in names:
        with results.of("figures"):
            results.add(figures.measure(folder / "figures", ports))
    if "serving" in names:
        with results.of("serving"):
            results.add(serving.measure(folder / "serving", ports))
    if "floods" in names:
        with results.of("floods"):
            results.add(floods.measure(folder / "floods", ports))
    if "transfers" in names:
        with results.of("transfers"):
            results.add(transfers.measure(folder / "transfers", ports))


def _measure_with_calls(names: Collection[str], folder: Path, ports: Ports, results: Results) -> None:
    full = None
    with open_call_centre(folder, ports, [*cost.CALLERS, *pops.CALLERS, *delay.CALLERS]) as centre:
        if "cost" in names:
            with results.of("cost"):
                full = cost.measure_full(centre, folder)
        if "pops" in names:
            with results.of("pops"):
                results.add(pops.measure(centre, folder))
        if "delay" in names:
            with results.of("delay"):
                results.add(delay.measure(centre, folder))
    if full is not None:
        with results.of("cost"):
            results.add(cost.part(full, cost.measure_bare(folder, ports)))


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


if __name__ == "__main__":
    sys.exit(main())
