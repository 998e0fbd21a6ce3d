"""The outside numbers that agents may dial on the telephone itself, as dialplan patterns.

The rule must hold while none of our processes is running. The patterns accept exactly the spellings that `normalise`
takes for numbers of this country, and dial the number as `normalise` spells it, so that calls from the telephone and
from the screen are alike. In a pattern X is any digit, Z is 1 to 9, and [2-8] is one of these.
"""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Outside:
    """A number that matches `pattern` is dialled without its first `cut` digits and with `before` in front."""

    pattern: str
    cut: int = 0
    before: str = ""


_MOBILE = "1[3-9]XXXXXXXXX"
_SERVICE = "[48]00XXXXXXX"
_SHORT = ("ZXX", "ZXXX", "ZXXXX", "ZXXXXX", "9[56]XXXXX", "9[56]XXXXXX", "10XXXXX", "10XXXXXX")
_AREAS_OF_EIGHT = ("10", "2X")
_AREA = "[3-9]XX"
_LOCAL_OF_SEVEN, _LOCAL_OF_EIGHT = "[2-8]XXXXXX", "[2-8]XXXXXXX"
_SHORT_IN_AN_AREA = ("1XX", "1XXX", "1XXXX", "9XXXX", "9XXXXX")


def outside_numbers(area_code: str) -> tuple[Outside, ...]:
    """`area_code` is the centre's own, with its 0."""
    return tuple(_outside(area_code))


def _outside(area_code: str) -> Iterator[Outside]:
    yield Outside(pattern=_MOBILE)
    yield Outside(pattern=f"0{_MOBILE}", cut=1)
    yield Outside(pattern=f"0086{_MOBILE}", cut=4)
    yield Outside(pattern=_SERVICE)
    yield Outside(pattern=f"0{_SERVICE}", cut=1)
    yield Outside(pattern=f"0086{_SERVICE}", cut=4)
    for short in _SHORT:
        yield Outside(pattern=short)
    for fixed in _fixed_lines():
        yield Outside(pattern=f"0{fixed}")
        yield Outside(pattern=f"0086{fixed}", cut=4, before="0")
    for local in _locals(area_code):
        yield Outside(pattern=local, before=area_code)
    for short in _SHORT_IN_AN_AREA:
        yield Outside(pattern=f"{area_code}{short}", cut=len(area_code))
        for area in (*_AREAS_OF_EIGHT, _AREA):
            if f"0{area}" != area_code:
                yield Outside(pattern=f"0{area}{short}")


def _fixed_lines() -> Iterator[str]:
    for area in _AREAS_OF_EIGHT:
        yield f"{area}{_LOCAL_OF_EIGHT}"
    yield f"{_AREA}{_LOCAL_OF_SEVEN}"
    yield f"{_AREA}{_LOCAL_OF_EIGHT}"


def _locals(area_code: str) -> tuple[str, ...]:
    """Local numbers; areas with a short area code have numbers of eight digits only."""
    return (_LOCAL_OF_EIGHT,) if len(area_code) == len("010") else (_LOCAL_OF_SEVEN, _LOCAL_OF_EIGHT)
