"""Text from outside (a caller's name, a dialled number) made safe to store, log and show, in one place.

Asterisk passes on whatever a trunk sends. What could break a line, a terminal, UTF-8 or the direction of reading is
taken out; what remains is cut, so that nobody fills our tables from a telephone.
"""

import re

LIMIT = 200

# Controls (C0, DEL, C1), lone surrogates, line and paragraph separators, overrides of the reading direction.
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def clean(text: str, limit: int = LIMIT) -> str:
    """`text` without unsafe characters and outer blanks, at most `limit` characters."""
    if not text.isprintable():
        text = _UNSAFE.sub("", text)
    return text.strip()[:limit].rstrip()
