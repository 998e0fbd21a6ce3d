"""A citizen's number in the journals on disk: found in every spelling, and overwritten digit by digit.

A file's length and the positions of its lines must not change, because it is read from an offset; nor may the beginning
of the file being read, because it identifies the file. So what has not been read yet is left, and so is that beginning:
both are removed with the file.
"""

import os
import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from hotline.asterisk.journal.reader import HEAD_BYTES, Position


@dataclass(frozen=True, kw_only=True)
class Found:
    """Lines that contain a number, and how many of them were, or could be, overwritten."""

    lines: list[str]
    erased: int


def lines_of(folder: Path, name: str, forms: Collection[str]) -> list[str]:
    """The lines of a journal and of its rotated files that contain a number in any of its forms."""
    pattern = _pattern(forms)
    return [
        line.decode(errors="replace")
        for path in _files(folder, name)
        for line in path.read_bytes().split(b"\n")
        if pattern.search(line)
    ]


def erase(folder: Path, name: str, forms: Collection[str], position: Position | None) -> Found:
    """Overwrite the number; `position` is how far the journal has been read."""
    pattern = _pattern(forms)
    before = lines_of(folder, name, forms)
    if position is not None:
        files = _files(folder, name)
        known = next((index for index, path in enumerate(files) if path.stat().st_ino == position.inode), None)
        if known is not None:
            for index, path in enumerate(files[: known + 1]):
                bounds = (HEAD_BYTES, position.offset) if index == known else (0, path.stat().st_size)
                _overwrite(path, pattern, bounds)
    erased = len(before) - len(lines_of(folder, name, forms))
    return Found(lines=before, erased=erased)


def forms_of(number: str, area_code: str) -> list[str]:
    """The forms of a number in the journals: the digits common to all spellings, and the local ones."""
    local = [number.removeprefix(area_code)] if number.startswith(area_code) else []
    return [number.removeprefix("+").removeprefix("0"), *local]


def _pattern(forms: Collection[str]) -> re.Pattern[bytes]:
    """Matches after a carrier's or a country's prefix, but not inside an id. A local number must stand alone."""
    longest, *local = (form.encode() for form in forms)
    whole = rb"(?<![.\-])" + longest + rb"(?![0-9])"
    return re.compile(b"|".join([whole, *(rb"(?<![0-9.\-])" + one + rb"(?![0-9])" for one in local)]))


def _files(folder: Path, name: str) -> list[Path]:
    turned = sorted(folder.glob(f"{name}.*"), key=lambda path: (path.stat().st_mtime_ns, path.name))
    current = folder / name
    return [*turned, *([current] if current.exists() else [])]


def _overwrite(path: Path, pattern: re.Pattern[bytes], bounds: tuple[int, int]) -> None:
    state = path.stat()
    with path.open("r+b") as file:
        data = file.read()
        for found in pattern.finditer(data, *bounds):
            if found.end() <= bounds[1]:
                file.seek(found.start())
                file.write(b"0" * (found.end() - found.start()))

    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))  # files are ordered by it
