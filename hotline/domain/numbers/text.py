"""Text from outside (a caller's name, a dialled number), made safe to store, log and show.

Asterisk passes on whatever a trunk sends. Characters that could break a line, a terminal, UTF-8 or the reading
direction are removed; the rest is cut, so that nobody can fill our tables from a telephone.
"""

import re

LIMIT = 200

# Controls (C0, DEL, C1), lone surrogates, line and paragraph separators, bidirectional overrides.
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def clean(text: str, limit: int = LIMIT) -> str:
    """`text` without unsafe characters and without blanks at its ends, at most `limit` characters."""
    if not text.isprintable():
        text = _UNSAFE.sub("", text)
    return text.strip()[:limit].rstrip()
