"""Compresses recordings some minutes after their calls: one Opus file, citizen left and agent right, in place of what
Asterisk wrote, with its hash in SQL.

The encoder runs at the lowest priority, one file at a time. A crash at any step loses nothing: Asterisk's files are
removed only when SQL knows the new one, and a step that was cut off is done again.
"""

import asyncio
import logging
import os
import shutil
import subprocess
from array import array
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from hotline.domain.calls.recording import RATE, SAMPLE_BYTES, compressed_of, files_of, sides_of
from hotline.file_hash import sha256_of
from hotline.runtime.database import Database
from hotline.store.calls import recordings
from hotline.store.calls.recordings import RecordingRow, Unkept

log = logging.getLogger(__name__)

AFTER = timedelta(minutes=10)  # Asterisk may write for a moment after the end; cti may still correct the call
EVERY_S = 60.0
AT_ONCE = 50
ENCODER = "opusenc"
KILOBITS = 32  # a second, for both sides: 10,000 calls of 3 minutes are 7.2 GB
_LONGEST_S = 1800.0  # for encoding one file
_HEADROOM = RATE * SAMPLE_BYTES  # a second: by so much the sides may be shorter than the mixed file
_CHUNK = 1 << 16
_RAW = ("--raw", "--raw-bits", "16", "--raw-rate", str(RATE), "--raw-chan", "2")


class EncodingError(Exception):
    """The encoder does not take the file."""


class Compressor:
    def __init__(self, folder: Path, database: Database, clock: Callable[[], datetime]) -> None:
        self._folder = folder
        self._database = database
        self._clock = clock

    async def run(self) -> None:
        if shutil.which(ENCODER) is None:
            log.warning("%s is not installed (package opus-tools): recordings are kept as WAV files", ENCODER)
        await self.clear_up()
        while True:
            await self.compress()
            await asyncio.sleep(EVERY_S)

    async def compress(self) -> None:
        """Compress all recordings that are due."""
        while due := await self._database.read(recordings.unkept, self._clock() - AFTER, AT_ONCE):
            for one in due:
                await self._compress(one)
        await self._database.write(recordings.move_on, self._clock() - AFTER)

    async def _compress(self, one: Unkept) -> None:
        kept = await asyncio.to_thread(keep, self._folder, one, self._clock())
        await self._database.write(recordings.keep, kept)
        await asyncio.to_thread(_remove_others, self._folder, [kept], {kept.call: one.recording})

    async def clear_up(self) -> None:
        """Remove what a process that was killed after telling SQL has left."""
        kept = await self._database.read(recordings.kept_since, self._clock() - timedelta(days=1))
        wavs = {one.call: one.file.removesuffix(".opus") + ".wav" for one in kept if one.file.endswith(".opus")}
        await asyncio.to_thread(_remove_others, self._folder, kept, wavs)


def keep(folder: Path, one: Unkept, now: datetime) -> RecordingRow:
    """Compress a call's recording; returns what SQL is to know of it. What cannot be encoded is kept as it is."""
    wav = folder / one.recording
    target = compressed_of(wav)
    if shutil.which(ENCODER) is not None:
        try:
            _encode(wav, target)
        except (EncodingError, OSError, subprocess.SubprocessError) as error:
            log.warning("the recording of %s is kept as WAV: %s", one.id, error)
    kept = next((file for file in (target, wav) if file.is_file()), None)
    if kept is None:
        return RecordingRow(call=one.id, file="", sha256="", bytes=0, kept_at=now)
    name = str(kept.relative_to(folder))
    return RecordingRow(call=one.id, file=name, sha256=sha256_of(kept), bytes=kept.stat().st_size, kept_at=now)


def _encode(wav: Path, target: Path) -> None:
    """Make the Opus file; nothing if there is no recording."""
    sides, partial = sides_of(wav), target.with_suffix(".partial")
    stereo = partial.with_suffix(".stereo")
    try:
        if _are_whole(sides, wav):
            with sides[0].open("rb") as left, sides[1].open("rb") as right, stereo.open("wb") as both:
                both.writelines(interleaved(left, right))
            _run_encoder((*_RAW, str(stereo), str(partial)))
        elif wav.is_file():
            _run_encoder(("--ignorelength", str(wav), str(partial)))
        else:
            return
        _put_on_disk(partial)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
        stereo.unlink(missing_ok=True)


def _put_on_disk(file: Path) -> None:
    """Asterisk's files are removed soon after: a power failure must not leave an empty one."""
    with file.open("rb") as content:
        os.fsync(content.fileno())


def _are_whole(sides: Iterable[Path], wav: Path) -> bool:
    """Whether both sides have all that is in the mixed file; not if a part was recorded before there were sides."""
    shortest = min((side.stat().st_size if side.is_file() else 0 for side in sides), default=0)
    mixed = wav.stat().st_size if wav.is_file() else 0
    return shortest > 0 and shortest + _HEADROOM >= mixed


def interleaved(left: BinaryIO, right: BinaryIO) -> Iterator[bytes]:
    """Both sides sample by sample; silence where one is shorter."""
    while True:
        parts = left.read(_CHUNK), right.read(_CHUNK)
        length = -(-max(map(len, parts)) // SAMPLE_BYTES) * SAMPLE_BYTES
        if length == 0:
            return
        both = array("h", bytes(2 * length))
        for side, part in enumerate(parts):
            both[side::2] = array("h", part.ljust(length, b"\0"))
        yield both.tobytes()


def _run_encoder(arguments: tuple[str, ...]) -> None:
    command = ("nice", "-n", "19", ENCODER, "--quiet", "--bitrate", str(KILOBITS), "--comp", "5", *arguments)
    done = subprocess.run(command, capture_output=True, text=True, timeout=_LONGEST_S, stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        raise EncodingError(done.stderr.strip()[-200:] or f"status {done.returncode}")


def _remove_others(folder: Path, kept: Iterable[RecordingRow], wavs: dict[str, str]) -> None:
    """Remove the files that the kept one takes the place of, if it is there."""
    for one in kept:
        if one.file and one.call in wavs and (folder / one.file).is_file():
            for file in files_of(folder / wavs[one.call]):
                if file != folder / one.file:
                    file.unlink(missing_ok=True)
