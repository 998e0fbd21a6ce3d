"""The log of looks must tell whether two people asked for the same number, and hold no number: it keeps a keyed hash.

A plain hash would not do: there are few enough numbers to try them all. The key lies beside the database and not in it,
so that a copy of the database alone tells nothing. Without the key old hashes can be compared with each other only.
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
        """Of a number in its one spelling."""
        return hmac.new(self._key, number.encode(), hashlib.sha256).hexdigest()


def load_number_hash(path: Path) -> NumberHash:
    """With this instance's key, made at the first call; several processes may make it at once."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        create(path, secrets.token_hex(32))
    return NumberHash(path.read_text(encoding="ascii").strip().encode())
