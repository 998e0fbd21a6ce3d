"""The results of a run: told to people on standard output and to programs in bench-results.json."""

import json
import os
import platform
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from tests.bench.cpu import pace_ms
from tests.bench.progress import say
from tests.bench.report import Part, table

FILE = Path("bench-results.json")


class Results:
    """The parts that are done. A part that fails is told, and the others go on."""

    def __init__(self, names: Sequence[str]) -> None:
        self.failed: list[str] = []
        self._names = names
        self._parts: dict[str, Part] = {}
        self._pace_ms = pace_ms()

    @contextmanager
    def of(self, *names: str) -> Iterator[None]:
        """Whatever fails in the block fails these parts alone."""
        try:
            yield
        except Exception:
            self.failed += [name for name in names if name not in self._parts]
            say(f"failed: {', '.join(names)}\n{traceback.format_exc()}")

    def add(self, part: Part) -> None:
        self._parts[part.name] = part

    def tell(self) -> None:
        """What has been found until now, to people and to programs."""
        parts = [self._parts[name] for name in self._names if name in self._parts]
        if not parts:
            return
        pace_ms_now = [round(self._pace_ms, 1), round(pace_ms(), 1)]
        machine = {
            "cores": os.cpu_count(),
            "python": platform.python_version(),
            "kernel": platform.release(),
            "pace_ms": pace_ms_now,
            "load_average": list(os.getloadavg()),
        }
        document = {
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "machine": machine,
            "failed": self.failed,
            "parts": {part.name: part.as_json() for part in parts},
        }
        FILE.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        for part in parts:
            print(f"{table(part)}\n")
        before, after = pace_ms_now
        print(f"{os.cpu_count()} cores; a fixed piece of work took {before} ms before and {after} ms after all this")
