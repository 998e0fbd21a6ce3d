"""What a person's password must be: long, and none that is guessed first.

A guesser tries the lists of leaked passwords, the name of the person, and one thing typed over and over. Digits and
signs at the end of a word are tried too (password2026!): they do not make a word from the head of a list a password.
"""

import re
from collections.abc import Iterable
from enum import Enum
from functools import cache
from itertools import pairwise

SHORTEST = 12
HEAD = 1_000  # of the list: refused also with digits and signs before or after it
FEW = 3  # different characters, or letters beside a number, that make no password
_SIGNS = str.maketrans("@$", "as")
_DIGITS = tuple(str.maketrans("01345", f"o{one}eas") for one in "li")
# What people here think of first: they are refused alone, together, and with digits and signs.
_FAVOURITES = frozenset(
    """admin administrator fuwu guanliyuan hotline huawei mima password passwd qwerty rexian root wo aini woaini
    woaiwojia zhengfu zhengwu zuoxi test user""".split()  # noqa: SIM905 - one can read it
)


class PasswordFault(Enum):
    """Why a password is refused; the value names the rule for the pages, `words` say it."""

    SHORT = "short"
    NAMED = "named"
    REPEATED = "repeated"
    WORST = "worst"

    @property
    def words(self) -> str:
        return _WORDS[self]


_WORDS = {
    PasswordFault.SHORT: f"at least {SHORTEST} characters",
    PasswordFault.NAMED: "something else than the username or the name",
    PasswordFault.REPEATED: "more than one character, word or row of keys typed again and again",
    PasswordFault.WORST: "none of the passwords that are guessed first",
}


def password_fault(password: str, names: Iterable[str]) -> PasswordFault | None:
    """The rule that a password breaks, or None; `names` are the username and the name of its owner."""
    folded = password.casefold().strip()
    if len(folded) < SHORTEST:
        return PasswordFault.SHORT
    readings = _readings(folded)
    if any(_is_made_of(_parts(names), reading) for reading in readings):
        return PasswordFault.NAMED
    if len(set(_squeezed(folded) or folded)) <= FEW or _is_a_row(folded):
        return PasswordFault.REPEATED
    if _is_worst(folded, readings):
        return PasswordFault.WORST
    if any(_unit(reading) != reading for reading in (folded, *readings) if len(reading) >= SHORTEST // 2):
        return PasswordFault.REPEATED
    return None


def _readings(folded: str) -> set[str]:
    """What a text may have been before it was dressed up: without signs, without digits at its ends, and with the
    letters that its digits and signs stand for."""
    texts = {folded, folded.translate(_SIGNS)}
    cores = {_core(text) for text in texts}
    spelt = {core.translate(digits) for core in cores for digits in _DIGITS}
    return {_squeezed(text) for text in texts | cores | spelt} - {""}


def _parts(names: Iterable[str]) -> set[str]:
    """The names, and the words of each."""
    return {_squeezed(part) for name in names for part in (name.casefold(), *name.casefold().split())} - {""}


def _is_made_of(words: Iterable[str], reading: str) -> bool:
    """Whether nothing but digits is left of a text without these words, the longest first, and one was there."""
    left = reading
    for word in sorted(words, key=len, reverse=True):
        left = left.replace(word, " ")
    return left != reading and not any(sign.isalpha() for sign in left)


def _is_worst(folded: str, readings: set[str]) -> bool:
    """Whether it is on the list, is made of what everybody here thinks of, or is a few letters and a number."""
    worst = _worst()
    cores = {_core(reading) for reading in readings}
    if len(_core(folded)) <= FEW and len(re.findall(r"[\W_]", folded)) < FEW:
        return True
    if any(_is_made_of(_FAVOURITES, reading) for reading in readings):
        return True
    units = {_unit(text) for text in (folded, *readings)}
    return any(worst.get(core, HEAD) < HEAD for core in cores | units) or bool(worst.keys() & {folded, _unit(folded)})


def _unit(text: str) -> str:
    """What a text repeats from beginning to end, the last time perhaps in part; the text itself when it repeats
    nothing."""
    for size in range(1, len(text) // 2 + 1):
        if text[size:] == text[:-size]:
            return text[:size]
    return text


def _core(text: str) -> str:
    """A text without the digits and signs before and after its word."""
    return re.sub(r"^[\W\d_]+|[\W\d_]+$", "", text)


def _squeezed(text: str) -> str:
    """A text without its signs and spaces."""
    return re.sub(r"[\W_]", "", text)


def _is_a_row(text: str) -> bool:
    """Whether each character is the one after the one before it: abcdefghijkl, 123456789012, 987654321098."""
    steps = {
        (ord(after) - ord(before)) % 10 if (before + after).isdigit() else ord(after) - ord(before)
        for before, after in pairwise(text)
    }
    return steps in ({1}, {9}, {-1})


@cache
def _worst() -> dict[str, int]:
    """The leaked passwords by rank. Loaded when the first password is set: most processes never need it."""
    from zxcvbn.frequency_lists import FREQUENCY_LISTS  # type: ignore[import-untyped]

    return {word: rank for rank, word in enumerate(FREQUENCY_LISTS["passwords"])}
