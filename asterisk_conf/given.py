"""Filters variables that AMI, AGI or a channel can set, wherever the dialplan uses them in an application's arguments.

Asterisk inserts a variable's text as it is: a comma in it starts another argument (a command of MixMonitor, an option
of Dial), a quote ends part of an expression, a parenthesis a Gosub's arguments. Templates name variables plainly; this
module wraps each in FILTER with the characters that it may contain (hotline.names.variables), so that no use is
forgotten.
"""

import re

from hotline.names.variables import Variable, Who

FILTERED = {one.name: one.characters for one in Variable if one.characters}
"""The characters that each variable may bring into an argument."""

OURS = frozenset(one.name for one in Variable if not one.characters and Who.DIALPLAN in one.read_by)
"""Variables that need no filter: made by Asterisk (EXTEN is matched digit by digit, or its digits are counted),
returned by the step before, or filtered when they were set (from headers).
"""

_PLAIN = re.compile(r"([A-Za-z_]\w*)(?::-?\d+(?::-?\d+)?)?")
_CUT = re.compile(r"CUT\(([A-Za-z_]\w*),.*\)")
_IMPORTED = re.compile(r"IMPORT\(.*,([A-Za-z_]\w*)\)", re.DOTALL)
_ALREADY = re.compile(r"FILTER\([^,(){}]+,$")


def filtered(dialplan: str) -> str:
    """The dialplan with FILTER around each use of a variable of FILTERED."""
    text = ""
    position = 0
    while (begin := dialplan.find("${", position)) >= 0:
        end = _end(dialplan, begin)
        text += dialplan[position:begin]
        inner = filtered(dialplan[begin + 2 : end])
        characters = None if _ALREADY.search(text) else _characters(inner)
        text += f"${{{inner}}}" if characters is None else f"${{FILTER({characters},${{{inner}}})}}"
        position = end + 1
    return text + dialplan[position:]


def variable(inner: str) -> str | None:
    """The variable that `inner` of ${inner} refers to; None for a function."""
    found = _PLAIN.fullmatch(inner) or _IMPORTED.fullmatch(inner) or _CUT.fullmatch(inner)
    return found[1] if found else None


def _characters(inner: str) -> str | None:
    name = variable(inner)
    return FILTERED.get(name) if name else None


def _end(text: str, begin: int) -> int:
    """The position of the } that closes the ${ at `begin`."""
    depth = 0
    for position in range(begin + 1, len(text)):
        depth += {"{": 1, "}": -1}.get(text[position], 0)
        if depth == 0:
            return position
    raise ValueError(f"a dialplan with an open ${{: {text[begin : begin + 40]!r}")
