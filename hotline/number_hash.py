"""Keyed hashes of telephone numbers, for the log of access: it must tell whether two users looked up the same number
without holding the number.

A plain hash would not do, because all numbers could be tried. The key is stored beside the database and not in it, so a
copy of the database alone reveals nothing. Without the key, old hashes can only be compared with each other.
"""

import hashlib
import hmac
import secrets
from pathlib import Path

from hotline.secret_file import create


class NumberHash:
    def __init__(self, key: bytes) -> None:
        self._key = key

    def __call__(self, number: str) -> str:
        """The hash of a number in its canonical spelling."""
        return hmac.new(self._key, number.encode(), hashlib.sha256).hexdigest()


def load_number_hash(path: Path) -> NumberHash:
    """With this instance's key, which is created by the first call; several processes may create it at once."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        create(path, secrets.token_hex(32))
    return NumberHash(path.read_text(encoding="ascii").strip().encode())
