"""Masks everything in a log text that looks like a telephone number.

ops/asterisk.sh and docker/asterisk.sh do the same to Asterisk's output.
"""

import re

# A run of digits that may be a number, but not part of an id such as node1-1763760000.12.
_NUMBER = re.compile(r"(?<![\w.\-])\+?\d{7,20}(?![\w])")
_LONG = 11  # digits of a mobile number


def mask_numbers(text: str) -> str:
    """Hide at least 5 digits of each number, 6 of a mobile."""
    return _NUMBER.sub(_masked, text)


def _masked(found: re.Match[str]) -> str:
    text = found[0]
    if len(text.removeprefix("+")) < _LONG:
        return f"{text[:2]}******"
    return f"{text[:3]}******{text[-2:]}"
