"""A mistake in hotline.toml, in one line: the key, what was expected of it and what stands there."""

from collections.abc import Mapping
from reprlib import Repr

from pydantic_core import ErrorDetails

from hotline.settings.expected import words

_SHORT = Repr()
_SHORT.maxstring = 60

SECRETS = frozenset({"password"})

_TABLE, _ARRAY = "a table", "an array"
_NO_SUCH_KEY = "no such key; see docs/settings.md for those there are"

# What a file in TOML calls by another name than a body in JSON.
_TOML_WORDS: Mapping[str, str] = {
    "model_type": _TABLE,
    "dict_type": _TABLE,
    "list_type": _ARRAY,
}


def mistake(error: ErrorDetails) -> str:
    """A rule about the whole file names the keys itself."""
    key = _key(error["loc"])
    if error["type"] == "extra_forbidden":
        return f"{key}: {_NO_SUCH_KEY}"
    expected = words(error, _TOML_WORDS)
    return f"{key}: expected {expected}{_got(error)}" if key else expected


def _key(loc: tuple[int | str, ...]) -> str:
    """As one would write it: queues[0].ring_s. The library adds "[key]" when it is the key that is wrong."""
    parts = [part for part in loc if part != "[key]"]
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts).lstrip(".")


def _got(error: ErrorDetails) -> str:
    """Neither a whole table nor a secret is shown."""
    written = error["input"]
    if error["type"] == "missing" or isinstance(written, dict | list) or SECRETS & set(error["loc"]):
        return ""
    return f", got {_SHORT.repr(written)}"
