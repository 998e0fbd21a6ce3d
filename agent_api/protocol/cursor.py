"""Cursors: the position in a list, opaque to clients and validated when they come back."""

import base64
import binascii
from collections.abc import Sequence
from datetime import datetime

import orjson

from agent_api.protocol.fields import INTEGER_LIMIT
from agent_api.protocol.problem import Problem
from hotline.store.pages import Key

_BAD = Problem(
    400, "The cursor is not one that this list returned.", errors=[{"field": "cursor", "expected": "a cursor"}]
)


def encode(key: Key | None) -> str | None:
    if key is None:
        return None
    return base64.urlsafe_b64encode(orjson.dumps(key, option=orjson.OPT_UTC_Z)).decode().rstrip("=")


def decode(cursor: str | None, kinds: Sequence[type]) -> Key | None:
    """The key that was passed to `encode`; `kinds` are the types of its parts."""
    if cursor is None:
        return None
    try:
        parts = orjson.loads(base64.urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4)))
        if isinstance(parts, list) and len(parts) == len(kinds):
            return tuple(_part(part, kind) for part, kind in zip(parts, kinds, strict=True))
    except (binascii.Error, UnicodeError, ValueError, TypeError, OverflowError):
        raise _BAD from None
    raise _BAD


def _part(part: object, kind: type) -> object:
    if kind is datetime and isinstance(part, str):
        moment = datetime.fromisoformat(part)
        if moment.tzinfo is not None:
            return moment
    elif kind is int and isinstance(part, int) and 0 <= part <= INTEGER_LIMIT:
        return int(part)
    elif kind is str and isinstance(part, str) and "\0" not in part:
        return part
    raise ValueError("another type")
