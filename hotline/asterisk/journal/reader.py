"""Reads the journal from an offset, across rotation, truncation and incomplete lines.

A file is identified by its inode and its first bytes, so that it is recognised after it was renamed, and not confused
with its successor. A line counts once its line end has been written; text after the last line end is left for the next
read. The caller commits the position together with what was read, so that each line is filed once. Because facts may be
filed twice without harm, a lost position costs only time.
"""

import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

CHUNK_BYTES = 1 << 20
HEAD_BYTES = 256


@dataclass(frozen=True, kw_only=True)
class Position:
    """The byte after the last line read, in the file with this inode and this beginning (`head`, a CRC)."""

    inode: int
    offset: int
    head: int

    def __str__(self) -> str:
        return f"{self.inode}:{self.offset}:{self.head}"

    @classmethod
    def parse(cls, text: str | None) -> "Position | None":
        """The position that `str` wrote; None for anything else."""
        parts = (text or "").split(":")
        if len(parts) != 3 or not all(part.isascii() and part.isdigit() for part in parts):
            return None
        return cls(inode=int(parts[0]), offset=int(parts[1]), head=int(parts[2]))


@dataclass(frozen=True, kw_only=True)
class Chunk:
    """Complete lines, and the position after them."""

    lines: list[str]
    position: Position


class JournalReader:
    """The journal in `folder`: `name` is the file that Asterisk writes, `name.*` are the rotated ones."""

    def __init__(self, folder: Path, name: str, position: Position | None) -> None:
        self._folder = folder
        self._name = name
        self.position = position

    def read(self) -> Chunk | None:
        """The next lines, at most CHUNK_BYTES of them; None when all have been read. Does not move the position."""
        for path, start in self._ahead():
            chunk = self._read_file(path, start)
            if chunk is not None:
                return chunk
        return None

    def passed(self) -> list[Path]:
        """The files that have been read completely: those older than the file of our position."""
        files = self._files()
        known = next((index for index, path in enumerate(files) if self._is_known(path)), 0)
        return files[:known]

    def behind_bytes(self) -> int:
        """The number of bytes still to be read."""
        return sum(max(0, path.stat().st_size - start) for path, start in self._ahead())

    def _ahead(self) -> Iterator[tuple[Path, int]]:
        """The files that may contain more, oldest first, and where to begin in each."""
        files = self._files()
        known = next((index for index, path in enumerate(files) if self._is_known(path)), None)
        if known is None or self.position is None:
            yield from ((path, 0) for path in files)
            return
        yield files[known], self.position.offset
        yield from ((path, 0) for path in files[known + 1 :])

    def _is_known(self, path: Path) -> bool:
        """Whether this is the file of our position, and neither truncated nor another one that reuses its inode."""
        position = self.position
        if position is None:
            return False
        with path.open("rb") as file:
            state = os.fstat(file.fileno())
            if state.st_ino != position.inode or state.st_size < position.offset:
                return False
            return _head(file, position.offset) == position.head

    def _files(self) -> list[Path]:
        rotated = [path for path in self._folder.glob(f"{self._name}.*") if path.is_file()]
        current = [path for path in [self._folder / self._name] if path.exists()]
        return sorted(rotated, key=lambda path: (path.stat().st_mtime_ns, path.name)) + current

    def _read_file(self, path: Path, start: int) -> Chunk | None:
        with path.open("rb") as file:
            inode = os.fstat(file.fileno()).st_ino
            file.seek(start)
            data = file.read(CHUNK_BYTES)
            end = data.rfind(b"\n") + 1
            if end == 0 and len(data) < CHUNK_BYTES:
                return None
            end = end or len(data)  # no line is this long: skip garbage
            head = _head(file, start + end)
        lines = [line.decode(errors="replace") for line in data[: end - 1].split(b"\n")]
        return Chunk(lines=lines, position=Position(inode=inode, offset=start + end, head=head))


def _head(file: BinaryIO, offset: int) -> int:
    """Identifies the file: a CRC of its beginning, limited to the part that has been read."""
    file.seek(0)
    return zlib.crc32(file.read(min(offset, HEAD_BYTES)))
