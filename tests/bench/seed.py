"""A hotline's past: plausible calls and tickets straight into SQLite, a million in half a minute.

For many rows the indexes are dropped and made again in the schema's own words; what is measured afterwards is the
database as the product would have it.
"""

import random
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

from hotline.domain.tickets.ticket import ticket_day, ticket_number

ZONE = ZoneInfo("Asia/Shanghai")
AT_ONCE = 50_000
CITIZENS = 200_000
REGULARS = 500  # of them ring again and again, and make 4 % of the calls

_COLUMNS = {
    "calls": "id direction state outcome missed_in caller caller_name called trunk origin queue agent started_at "
    "queued_at answered_at ended_at wait_s talk_s ticket callback recording citizen called_name",
    "call_legs": "call channel extension agent started_at answered_at ended_at wait_s talk_s on_hold",
    "tickets": "number call caller agent status category subject content created_at updated_at",
    "half_hour_marks": "at",
    "callbacks": "id number status missed_at last_missed_at place_at lasts_from next_at attempts agent ended_at "
    "missed_calls asked urgent",
}
_CATEGORIES = ("enquiry", "request", "complaint", "report", "suggestion", "other")
_SUBJECTS = ("供暖不热", "小区停水", "噪音扰民", "医保报销咨询", "占道停车", "路灯不亮", "物业收费", "公交线路建议")

Row = tuple[object, ...]


@dataclass(frozen=True, kw_only=True)
class PastCall:
    """An inbound call of the past, answered unless `missed`."""

    caller: str
    started_at: datetime
    missed: bool = False


def mobile(number: int) -> str:
    """The telephone of citizen `number`; the regulars come first."""
    return f"139{number:08d}"


def plausible_calls(count: int, first: datetime, last: datetime) -> Iterator[PastCall]:
    """`count` calls spread evenly from `first` to `last`, from CITIZENS people; 3 % are missed."""
    dice = random.Random(12345)
    step = (last - first) / max(1, count)
    for number in range(count):
        citizen = dice.randrange(REGULARS if dice.random() < 0.04 else CITIZENS)
        yield PastCall(caller=mobile(citizen), started_at=first + step * number, missed=dice.random() < 0.03)


class Past:
    """Writes past calls with their tickets; ids and ticket numbers go on from one writing to the next."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._calls = 0
        self._sequences: dict[date, int] = {}
        self._half_hours: set[float] = set()

    def add(self, calls: Iterable[PastCall]) -> None:
        """Into the tables as they are, with a mark for each half hour that is to be counted."""
        self._half_hours.clear()
        rows = map(self._rows, calls)
        while some := list(islice(rows, AT_ONCE)):
            self._connection.execute("BEGIN IMMEDIATE")
            for table in _COLUMNS:
                self._connection.executemany(_insert(table), [row[table] for row in some if table in row])
            days = [(day.isoformat(), last) for day, last in self._sequences.items()]
            self._connection.executemany("INSERT OR REPLACE INTO ticket_days (day, last) VALUES (?, ?)", days)
            self._connection.execute("COMMIT")

    def add_many(self, calls: Iterable[PastCall]) -> None:
        """The same, without indexes meanwhile."""
        tables = ", ".join(f"'{table}'" for table in _COLUMNS)
        query = (
            f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ({tables})"
        )
        indexes = self._connection.execute(query).fetchall()
        for name, _ in indexes:
            self._connection.execute(f"DROP INDEX {name}")
        self.add(calls)
        for _, definition in indexes:
            self._connection.execute(definition)
        self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _rows(self, call: PastCall) -> dict[str, Row]:
        """The row of each table that this call is in."""
        self._calls += 1
        day = ticket_day(call.started_at, ZONE)
        sequence = self._sequences[day] = self._sequences.get(day, 0) + 1
        number, start = ticket_number(day, sequence), call.started_at.timestamp()
        call_id = f"node1-{start:.0f}.{self._calls}"
        wait_s, talk_s = float(self._calls % 23), float(0 if call.missed else 30 + self._calls % 300)
        queued, answered, ended = _moment(start + 6), _moment(start + 6 + wait_s), _moment(start + 6 + wait_s + talk_s)
        agent = None if call.missed else f"agent{self._calls % 60 + 1}"
        ends: Row = ("missed", "queue") if call.missed else ("answered", None)
        recording = None if call.missed else f"{day:%Y/%m/%d}/{call_id}.wav"
        duty = self._calls if call.missed else None
        subject, category = _SUBJECTS[self._calls % len(_SUBJECTS)], _CATEGORIES[self._calls % len(_CATEGORIES)]
        status = "open" if self._calls % 20 == 0 else "closed"
        began = _moment(start)
        rows: dict[str, Row] = {
            "calls": (
                *(call_id, "inbound", "ended", *ends, call.caller, "", "12345", "carrier", "", "hotline", agent),
                *(began, queued, None if call.missed else answered, ended, wait_s, talk_s, number, duty, recording),
                *(call_id, ""),
            ),
            "tickets": (
                *(number, call_id, call.caller, agent, status, category, subject),
                *(f"{subject}，来电人希望尽快处理。", began, ended),
            ),
        }
        if start // 1800 not in self._half_hours:
            self._half_hours.add(start // 1800)
            rows["half_hour_marks"] = (began,)
        if agent is not None:
            times: Row = (answered, answered, ended)
            rows["call_legs"] = (call_id, f"{call_id}1", "2001", agent, *times, 2.0, talk_s, False)
        if duty is not None:
            rows["callbacks"] = (
                duty,
                call.caller,
                "reached",
                ended,
                ended,
                queued,
                ended,
                None,
                1,
                "agent1",
                ended,
                1,
                False,
                False,
            )
        return rows


@contextmanager
def past_of(database: Path) -> Iterator[Past]:
    """For a migrated SQLite database that has no calls yet. A crash may break it: nothing waits for the disk."""
    connection = sqlite3.connect(database, isolation_level=None)
    try:
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("PRAGMA cache_size=-200000")
        yield Past(connection)
    finally:
        connection.close()


def _insert(table: str) -> str:
    columns = _COLUMNS[table].split()
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"


def _moment(seconds: float) -> str:
    """As the product stores it in SQLite: UTC, with microseconds."""
    return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None).isoformat(sep=" ", timespec="microseconds")
