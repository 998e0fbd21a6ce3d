"""Filters that bring values into Asterisk's files: one for values, one for the dialplan.

What cannot be expressed raises SettingsError, because every value here comes from the settings or was checked before.
"""

import math
import re

from hotline.settings.error import SettingsError

MAX_VALUE = 1000  # characters; Asterisk reads lines in pieces of 8 kB


def value(text: object) -> str:
    """The right side of `key = value` in any .conf file; `;` is escaped because it would begin a comment."""
    line = str(text)
    if re.search(r"[\x00-\x1f\x7f\u0085\u2028\u2029\ud800-\udfff]", line):
        raise SettingsError(f"Asterisk's configuration: expected a value without control characters, got {line!r}")
    if line != line.strip() or len(line) > MAX_VALUE or line.startswith(">") or line.endswith("\\"):
        raise SettingsError(
            f"Asterisk's configuration: expected at most {MAX_VALUE} characters, no space at either end, no > before "
            f"and no backslash after them, got {line!r}"
        )
    return line.replace(";", "\\;")


def arg(text: object) -> str:
    """Part of an application's argument or of an extension's name, without characters that the dialplan interprets."""
    part = str(text)
    if re.search(r"[^\w./:+@ -]", part) or part != part.strip() or part.startswith("_"):
        raise SettingsError(
            f"Asterisk's dialplan: expected letters, digits, spaces and . / : + @ - _ inside (no _ first), got {part!r}"
        )
    return part


def seconds(duration_s: float) -> int:
    """A duration in whole seconds, rounded up."""
    return math.ceil(duration_s)
