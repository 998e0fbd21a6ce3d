"""Who used the processor: chosen processes with their children, all of ours together, and strangers."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, process_time

_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, kw_only=True)
class _Process:
    parent: int
    cpu_s: float  # its own, and that of its children which have ended


@dataclass(frozen=True, kw_only=True)
class Usage:
    """What was used between two moments. Shares are of all cores together, 0..1."""

    seconds: float
    cpu_s: Mapping[str, float]
    busy: float
    strangers: float


class Meter:
    """Runs from its making. `pids`: the processes to tell apart, by name."""

    def __init__(self, pids: Mapping[str, int]) -> None:
        self._pids = pids
        self._before = self._read()

    def read(self) -> Usage:
        """What was used since the making."""
        before, after = self._before, self._read()
        seconds = after["clock"] - before["clock"]
        capacity = max(seconds, 0.001) * (os.cpu_count() or 1)
        busy = (after["machine"] - before["machine"]) / capacity
        ours = (after["ours"] - before["ours"]) / capacity
        return Usage(
            seconds=seconds,
            cpu_s={name: after[f"of {name}"] - before[f"of {name}"] for name in self._pids},
            busy=min(1.0, busy),
            strangers=max(0.0, busy - ours),
        )

    def _read(self) -> dict[str, float]:
        processes = _processes()
        return {
            "clock": monotonic(),
            "machine": _machine_busy_s(),
            "ours": _with_children(os.getpid(), processes),
            **{f"of {name}": _with_children(pid, processes) for name, pid in self._pids.items()},
        }


def pace_ms() -> float:
    """Processor time of a fixed piece of work: machines differ, and so does a shared one from hour to hour."""
    return min(_piece_of_work_ms() for _ in range(5))


def _piece_of_work_ms() -> float:
    began = process_time()
    for number in range(200_000):
        str(number)
    return (process_time() - began) * 1000


def _with_children(pid: int, processes: Mapping[int, _Process]) -> float:
    if pid not in processes:
        return 0.0
    below = (child for child, process in processes.items() if process.parent == pid)
    return processes[pid].cpu_s + sum(_with_children(child, processes) for child in below)


def _processes() -> dict[int, _Process]:
    found = {}
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            text = (folder / "stat").read_text()
        except OSError:
            continue  # it has just ended
        # the name in parentheses may hold anything; behind it: state, parent, …, utime, stime, cutime, cstime
        fields = text.rpartition(")")[2].split()
        found[int(folder.name)] = _Process(parent=int(fields[1]), cpu_s=sum(map(int, fields[11:15])) / _TICKS)
    return found


def _machine_busy_s() -> float:
    """Seconds that all cores were busy since the start of the machine, time stolen by other machines too."""
    user, nice, system, _idle, _iowait, irq, softirq, steal = map(
        int, Path("/proc/stat").read_text().splitlines()[0].split()[1:9]
    )
    return (user + nice + system + irq + softirq + steal) / _TICKS
