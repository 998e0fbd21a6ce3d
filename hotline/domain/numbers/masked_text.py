"""Text for logs: whatever looks like a telephone number in it is masked, whoever wrote it.

ops/asterisk.sh and docker/asterisk.sh do the same to what Asterisk prints.
"""

import re

# A run of digits that may be a number, but not the middle of an id such as node1-1763760000.12.
_NUMBER = re.compile(r"(?<![\w.\-])\+?\d{7,20}(?![\w])")
_LONG = 11  # digits of a mobile


def mask_numbers(text: str) -> str:
    """At least 5 digits of each are hidden, 6 of a mobile."""
    return _NUMBER.sub(_masked, text)


def _masked(found: re.Match[str]) -> str:
    text = found[0]
    if len(text.removeprefix("+")) < _LONG:
        return f"{text[:2]}******"
    return f"{text[:3]}******{text[-2:]}"
