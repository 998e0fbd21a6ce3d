"""`python -m cti export NUMBER` and `erase NUMBER`: hands out or deletes the data of one citizen.

Both are recorded in the log of access, under the name of the user at the console. After erasing, all rows can still be
counted; what could not be erased yet is reported.
"""

import argparse
import getpass
import json
import re
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import redis
from sqlalchemy import Connection, Engine

from hotline.asterisk.journal import erasing
from hotline.asterisk.journal.reader import Position
from hotline.domain.calls.recording import files_of
from hotline.domain.numbers.number import NumberKind, mask, normalise
from hotline.number_hash import load_number_hash
from hotline.redis_keys import STREAM, WALL
from hotline.settings.environment import Settings
from hotline.store import journal
from hotline.store.engine import reading, writing
from hotline.store.privacy import erasure, looks, of_number
from hotline.store.privacy.looks import Look
from hotline.store.privacy.of_number import Kept

SETTLED = timedelta(minutes=2)  # until so long after a call's end cti may write it again
_NUMBERS = re.compile(r"\+?\d[\d -]{4,}\d")  # the reason is kept, so it must not contain the number
_NOBODYS = frozenset({NumberKind.WITHHELD, NumberKind.INVALID, NumberKind.SHORT})


def main(settings: Settings, engine: Engine, arguments: Sequence[str], now: datetime) -> int:
    """Returns exit status 1 if it cannot be done now, 2 for a mistake in the arguments."""
    parser = argparse.ArgumentParser(prog="python -m cti", description="What is kept of one citizen.")
    parser.add_argument("command", choices=["export", "erase"])
    parser.add_argument("number", help="in any spelling")
    parser.add_argument("--reason", default="", help="why; it stands in the log of looks")
    given = parser.parse_args(arguments)
    number = normalise(given.number, settings.hotline.centre.area_code)
    if number.kind in _NOBODYS:
        print(f"NUMBER: expected a citizen's telephone number, got {given.number!r}", file=sys.stderr)
        return 2
    reason = _NUMBERS.sub("******", given.reason)[:200]
    work = _Citizen(settings, engine, number.text, reason, now)
    return work.export() if given.command == "export" else work.erase()


class _Citizen:
    """One number, and all places where it may be stored."""

    def __init__(self, settings: Settings, engine: Engine, number: str, reason: str, now: datetime) -> None:
        self._settings = settings
        self._engine = engine
        self._number = number
        self._forms = erasing.forms_of(number, settings.hotline.centre.area_code)
        self._hash = load_number_hash(settings.paths.looks_key)(number)
        self._reason = reason
        self._now = now

    def export(self) -> int:
        with writing(self._engine) as connection:
            kept = of_number.everything(connection, self._number, self._hash)
            self._look(connection, "export", len(kept.calls))
        folders = {"journal": self._settings.paths.journal, "queue_log": self._settings.paths.asterisk_log}
        lines = {
            what: erasing.lines_of(folders[what], name, self._forms)
            for what, name in (("journal", "Master.csv"), ("queue_log", "queue_log"))
        }
        recordings = [str(path) for path in self._recordings(kept)]
        document = {"number": self._number, **asdict(kept), **lines, "recording_files": recordings}
        print(json.dumps(document, ensure_ascii=False, indent=1, default=self._plain))
        return 0

    def erase(self) -> int:
        with reading(self._engine) as connection:
            alive = of_number.not_over(connection, self._number, self._now - SETTLED)
        if alive:
            print(
                f"this number has talked within 2 minutes, or does now (calls: {len(alive)}): try again later",
                file=sys.stderr,
            )
            return 1
        with writing(self._engine) as connection:
            kept = erasure.erase(connection, self._number, self._hash, self._now)
            self._look(connection, "erase", len(kept.calls))
        files = self._recordings(kept)
        for path in files:
            path.unlink()
        done = {name: len(rows) for name, rows in asdict(kept).items()} | {"recording_files": len(files)}
        left = self._erase_journals(done)
        done["redis"] = self._erase_redis()
        print(json.dumps({"erased": done, "left": left}, indent=1))
        return 0

    def _erase_journals(self, done: dict[str, int]) -> dict[str, Any]:
        left: dict[str, Any] = {}
        node, paths = self._settings.node, self._settings.paths
        for source, folder, name in (
            (node, paths.journal, "Master.csv"),
            (f"{node}/queue_log", paths.asterisk_log, "queue_log"),
        ):
            with reading(self._engine) as connection:
                position = Position.parse(journal.position(connection, source))
            found = erasing.erase(folder, name, self._forms, position)
            done[name] = found.erased
            if len(found.lines) > found.erased:
                left[name] = len(found.lines) - found.erased
        if left:
            left["why"] = "these lines are being read; they go with their file, or run this again in a day"
        return left

    def _erase_redis(self) -> int:
        """No full numbers are written to Redis; if there are any, they are removed."""
        digits, gone = self._number.encode(), 0
        try:
            with redis.Redis.from_url(self._settings.redis_url, socket_timeout=2) as link:
                for entry, fields in link.xrange(STREAM):
                    if any(digits in value for value in fields.values()):
                        gone += int(link.xdel(STREAM, entry))
                wall: Any = link.get(WALL)
                if wall and digits in wall:
                    gone += int(link.delete(WALL))
        except (redis.RedisError, OSError):
            return gone
        return gone

    def _recordings(self, kept: Kept) -> list[Path]:
        folder = self._settings.paths.recordings.resolve()
        wavs = [folder / row.recording for row in kept.calls if row.recording]
        named = [file.resolve() for wav in wavs for file in files_of(wav)]
        return [path for path in named if path.is_relative_to(folder) and path.is_file()]

    def _look(self, connection: Connection, what: str, hits: int) -> None:
        erased = what == "erase"
        seen = Look(
            at=self._now,
            username=f"{getpass.getuser()}@console",
            what=what,
            subject="" if erased else mask(self._number),
            reason=self._reason,
            full_number=not erased,
            number_hash="" if erased else self._hash,
            hits=hits,
        )
        looks.record(connection, [seen])

    def _plain(self, value: object) -> object:
        """Times in the centre's time zone, because the document is for the citizen."""
        if isinstance(value, frozenset):
            return sorted(value)
        if not isinstance(value, datetime):
            return str(value)
        return value.astimezone(self._settings.hotline.centre.zone).isoformat()
