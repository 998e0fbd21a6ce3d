"""The hash of a file's content, by which a change shows."""

import hashlib
from pathlib import Path


def sha256_of(file: Path) -> str:
    """In hexadecimal; raises OSError."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
