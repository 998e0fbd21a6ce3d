"""What becomes of recordings after the call: real files, a real encoder, a real database."""

import io
import struct
import subprocess
import wave
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, select

from cti.upkeep.compressing import AFTER, Compressor, interleaved
from cti.upkeep.space_forecast import SpaceForecast
from hotline.domain.calls.recording import RATE, files_of, sides_of
from hotline.file_hash import sha256_of
from hotline.runtime.database import Database
from hotline.settings.environment import load_settings
from hotline.store.engine import open_engine, reading, writing
from hotline.store.schema import migrate
from hotline.store.tables import calls, recordings
from tests.parts.agent_api.config import HOTLINE

NOW = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
SECONDS = 3


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_engine(f"sqlite:///{tmp_path / 'hotline.db'}")
    migrate(engine)
    yield engine
    engine.dispose()


class Shelf:
    """A recordings folder, and the role's part that looks after it."""

    def __init__(self, folder: Path, engine: Engine) -> None:
        self.folder, self._engine = folder, engine
        self._database = Database(engine)
        self.compressor = Compressor(folder, self._database, lambda: NOW)

    def close(self) -> None:
        self._database.close()

    def add(self, name: str, ended_at: datetime | None, *, wav_s: int = SECONDS, sides_s: int = SECONDS) -> Path:
        row = {"id": name, "direction": "inbound", "caller": "1", "called": "12345", "recording": f"{name}.wav"}
        times = {"started_at": (ended_at or NOW) - timedelta(minutes=3), "ended_at": ended_at}
        with writing(self._engine) as connection:
            connection.execute(insert(calls).values(**row, **times, state="ended" if ended_at else "talking"))
        wav = self.folder / f"{name}.wav"
        if wav_s:
            with wave.open(str(wav), "wb") as sound:
                sound.setnchannels(1)
                sound.setsampwidth(2)
                sound.setframerate(RATE)
                sound.writeframes(tone(wav_s))
        if sides_s:
            left, right = sides_of(wav)
            left.write_bytes(tone(sides_s))
            right.write_bytes(bytes(2 * RATE * sides_s))
        return wav

    def kept(self) -> dict[str, tuple[str, str]]:
        with reading(self._engine) as connection:
            rows = connection.execute(select(recordings)).all()
        return {row.call: (row.file, row.sha256) for row in rows}

    def files(self) -> set[str]:
        return {path.name for path in self.folder.iterdir()}


@pytest.fixture
def shelf(tmp_path: Path, engine: Engine) -> Iterator[Shelf]:
    folder = tmp_path / "recordings"
    folder.mkdir()
    shelf = Shelf(folder, engine)
    yield shelf
    shelf.close()


def tone(seconds: int) -> bytes:
    """A square wave of 400 Hz."""
    return struct.pack("<20h", *(10 * [8000] + 10 * [-8000])) * (RATE // 20 * seconds)


def sound_of(file: Path) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The samples of the two sides."""
    wav = subprocess.run(("opusdec", "--quiet", "--rate", str(RATE), file, "-"), check=True, capture_output=True).stdout
    samples = struct.unpack(f"<{(len(wav) - 44) // 2}h", wav[44:])
    return samples[0::2], samples[1::2]


def told_of(file: Path) -> str:
    return subprocess.run(("opusinfo", file), check=True, capture_output=True, text=True).stdout


async def test_a_recording_becomes_one_stereo_file_with_its_hash(shelf: Shelf) -> None:
    wav = shelf.add("one", NOW - AFTER - timedelta(seconds=1))
    before = wav.stat().st_size
    await shelf.compressor.compress()
    opus = shelf.folder / "one.opus"
    assert shelf.files() == {"one.opus"}
    assert shelf.kept() == {"one": ("one.opus", sha256_of(opus))}
    assert opus.stat().st_size < before / 2
    left, right = sound_of(opus)
    assert len(left) == pytest.approx(SECONDS * RATE, rel=0.02)
    assert max(left) > 4000
    assert max(map(abs, right)) < max(left) / 10  # the codec lets a trace of one side into the other


async def test_a_call_that_goes_on_or_has_just_ended_is_left_alone(shelf: Shelf) -> None:
    shelf.add("live", None)
    shelf.add("fresh", NOW - AFTER + timedelta(seconds=1))
    before = shelf.files()
    await shelf.compressor.compress()
    assert (shelf.files(), shelf.kept()) == (before, {})


@pytest.mark.parametrize(("wav_s", "sides_s"), [(SECONDS, 0), (3 * SECONDS, SECONDS)])
async def test_without_whole_sides_the_mixed_file_is_what_is_kept(shelf: Shelf, wav_s: int, sides_s: int) -> None:
    """As for a call that was recorded before there were sides, or while that was changed."""
    shelf.add("one", NOW - AFTER * 2, wav_s=wav_s, sides_s=sides_s)
    await shelf.compressor.compress()
    assert shelf.files() == {"one.opus"}
    said = told_of(shelf.folder / "one.opus")
    assert f"Playback length: 0m:0{wav_s}." in said
    assert "Channels: 1" in said


async def test_what_cannot_be_encoded_is_kept_with_its_hash(shelf: Shelf) -> None:
    wav = shelf.add("one", NOW - AFTER * 2, wav_s=0, sides_s=0)
    wav.write_bytes(b"not a sound")
    shelf.add("none", NOW - AFTER * 2, wav_s=0, sides_s=0)
    await shelf.compressor.compress()
    assert shelf.files() == {"one.wav"}
    assert shelf.kept() == {"one": ("one.wav", sha256_of(wav)), "none": ("", "")}


async def test_what_a_killed_process_left_is_cleared_up_and_never_the_only_file(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed after SQL knew the new file, and before the old ones were removed."""
    wav = shelf.add("one", NOW - AFTER * 2)
    monkeypatch.setattr("cti.upkeep.compressing._remove_others", lambda *_: None)
    await shelf.compressor.compress()
    monkeypatch.undo()
    assert shelf.files() == {file.name for file in files_of(wav)}
    await shelf.compressor.clear_up()
    assert shelf.files() == {"one.opus"}


async def test_what_asterisk_wrote_stays_while_the_new_file_is_not_there(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.add("one", NOW - AFTER * 2)
    before = shelf.files()
    monkeypatch.setattr("cti.upkeep.compressing._remove_others", lambda *_: None)
    await shelf.compressor.compress()
    monkeypatch.undo()
    (shelf.folder / "one.opus").unlink()
    await shelf.compressor.clear_up()
    assert shelf.files() == before


async def test_what_is_done_is_not_searched_again(shelf: Shelf, engine: Engine) -> None:
    shelf.add("one", NOW - AFTER * 2)
    await shelf.compressor.compress()
    with writing(engine) as connection:
        connection.execute(recordings.delete())
    await shelf.compressor.compress()
    assert shelf.kept() == {}


def test_the_shorter_side_ends_in_silence() -> None:
    left, right = struct.pack("<3h", 1, 2, 3), struct.pack("<1h", 9)
    both = b"".join(interleaved(io.BytesIO(left), io.BytesIO(right)))
    assert struct.unpack("<6h", both) == (1, 9, 2, 0, 3, 0)


async def test_the_pace_of_the_last_week_foretells_when_the_disk_is_full(
    shelf: Shelf, engine: Engine, tmp_path: Path
) -> None:
    config = tmp_path / "hotline.toml"
    config.write_text(HOTLINE + "\n[recording]\nkeep_days = 30\n", encoding="utf-8")
    settings = load_settings({"HOTLINE_CONFIG": str(config), "HOTLINE_STATE_DIR": str(tmp_path)})
    database = Database(engine)
    forecast = SpaceForecast(settings, database, lambda: NOW)
    await forecast.look()
    assert forecast.days is None
    keep_one(engine, shelf.add("new", NOW - timedelta(days=1), wav_s=0, sides_s=0), kept_at=NOW - timedelta(days=1))
    await forecast.look()
    assert forecast.days is not None
    assert forecast.days < 7
    keep_one(engine, shelf.add("old", NOW - timedelta(days=29), wav_s=0, sides_s=0), kept_at=NOW - timedelta(days=29))
    await forecast.look()
    assert forecast.days is None
    database.close()


def keep_one(engine: Engine, wav: Path, kept_at: datetime) -> None:
    """A recording of a petabyte."""
    with writing(engine) as connection:
        one = {"file": f"{wav.stem}.opus", "sha256": "", "bytes": 1 << 50, "kept_at": kept_at}
        connection.execute(insert(recordings).values(call=wav.stem, **one))
