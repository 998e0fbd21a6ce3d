"""What has become of the calls' recordings: the file of each, and its hash."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, func, or_, select

from hotline.store import key_values
from hotline.store.rows import row, rows
from hotline.store.tables import calls, recordings
from hotline.store.types import UtcDateTime
from hotline.store.upsert import upsert

_DONE_BEFORE = "recordings_kept"  # all recordings of calls that began before this moment have been kept
_OF_CALL = select(recordings).where(recordings.c.call == bindparam("of"))
_UNKEPT = and_(calls.c.recording.is_not(None), recordings.c.call.is_(None))
_SINCE = calls.c.started_at >= bindparam("since", type_=UtcDateTime())


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordingRow:
    """A row of `recordings`; `file` is below the recordings folder, "" if nothing was recorded."""

    call: str
    file: str
    sha256: str
    bytes: int
    kept_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Unkept:
    """An ended call whose recording is as Asterisk wrote it; `recording` is the path of the mixed WAV file."""

    id: str
    recording: str


def of_call(connection: Connection, call: str) -> RecordingRow | None:
    return row(connection, RecordingRow, _OF_CALL, {"of": call})


def unkept(connection: Connection, ended_before: datetime, limit: int) -> list[Unkept]:
    """Calls that ended before this moment and whose recordings are still to be kept, the oldest first."""
    query = (
        select(calls.c.id, calls.c.recording)
        .outerjoin(recordings, recordings.c.call == calls.c.id)
        .where(_SINCE, _UNKEPT, calls.c.ended_at < ended_before)
        .order_by(calls.c.started_at)
        .limit(limit)
    )
    return rows(connection, Unkept, query, {"since": _done_before(connection)})


def keep(connection: Connection, kept: RecordingRow) -> None:
    upsert(connection, recordings, [vars_of(kept)])


def vars_of(kept: RecordingRow) -> dict[str, object]:
    return {name: getattr(kept, name) for name in RecordingRow.__slots__}


def move_on(connection: Connection, now: datetime) -> None:
    """Remember up to which start all recordings have been kept, so that the calls before are not searched again."""
    open_or_unkept = or_(calls.c.ended_at.is_(None), _UNKEPT)
    query = (
        select(func.min(calls.c.started_at))
        .outerjoin(recordings, recordings.c.call == calls.c.id)
        .where(_SINCE, open_or_unkept)
    )
    first = connection.execute(query, {"since": _done_before(connection)}).scalar_one()
    key_values.put(connection, _DONE_BEFORE, (first or now).isoformat())


def kept_since(connection: Connection, since: datetime) -> list[RecordingRow]:
    return rows(connection, RecordingRow, select(recordings).where(recordings.c.kept_at >= since))


def bytes_kept(connection: Connection, since: datetime) -> int:
    """The size of all recordings kept since then."""
    size = func.coalesce(func.sum(recordings.c.bytes), 0)
    return int(connection.execute(select(size).where(recordings.c.kept_at >= since)).scalar_one())


def bytes_of_calls(connection: Connection, since: datetime, until: datetime) -> int:
    """The size of the recordings of calls that began from `since` to before `until`."""
    query = select(func.coalesce(func.sum(recordings.c.bytes), 0)).join(calls, calls.c.id == recordings.c.call)
    return int(connection.execute(query.where(calls.c.started_at >= since, calls.c.started_at < until)).scalar_one())


def _done_before(connection: Connection) -> datetime:
    mark = key_values.get(connection, _DONE_BEFORE)
    return datetime.fromisoformat(mark) if mark else datetime.fromisoformat("2000-01-01T00:00+00:00")
