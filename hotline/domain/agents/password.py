"""What a password must be: long, and not among the first guesses.

Attackers try leaked passwords, the user's names and repetitions. They also append digits and signs (password2026!), so
these do not make a common word a good password.
"""

import re
from collections.abc import Iterable
from enum import Enum
from functools import cache
from itertools import pairwise

SHORTEST = 12
HEAD = 1_000  # entries of the list that are refused even with digits and signs around them
FEW = 3  # so few different characters, or letters beside a number, are too few
_SIGNS = str.maketrans("@$", "as")
_DIGITS = tuple(str.maketrans("01345", f"o{one}eas") for one in "li")
# The first ideas of people here: refused alone, combined, and with digits and signs.
_FAVOURITES = frozenset(
    """admin administrator fuwu guanliyuan hotline huawei mima password passwd qwerty rexian root wo aini woaini
    woaiwojia zhengfu zhengwu zuoxi test user""".split()  # noqa: SIM905 - one can read it
)


class PasswordFault(Enum):
    """Why a password is refused; the value identifies the rule for the pages, `words` explains it."""

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
    """The rule that the password breaks, or None; `names` are its owner's username and name."""
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
    """The words that a text may be made from: without signs, without digits at its ends, and with the letters that
    digits and signs stand for.
    """
    texts = {folded, folded.translate(_SIGNS)}
    cores = {_core(text) for text in texts}
    spelt = {core.translate(digits) for core in cores for digits in _DIGITS}
    return {_squeezed(text) for text in texts | cores | spelt} - {""}


def _parts(names: Iterable[str]) -> set[str]:
    """The names, and each word of them."""
    return {_squeezed(part) for name in names for part in (name.casefold(), *name.casefold().split())} - {""}


def _is_made_of(words: Iterable[str], reading: str) -> bool:
    """Whether the text contains one of these words, and only digits remain without them (longest words first)."""
    left = reading
    for word in sorted(words, key=len, reverse=True):
        left = left.replace(word, " ")
    return left != reading and not any(sign.isalpha() for sign in left)


def _is_worst(folded: str, readings: set[str]) -> bool:
    """Whether it is on the list, is made of favourite words, or is a few letters and a number."""
    worst = _worst()
    cores = {_core(reading) for reading in readings}
    if len(_core(folded)) <= FEW and len(re.findall(r"[\W_]", folded)) < FEW:
        return True
    if any(_is_made_of(_FAVOURITES, reading) for reading in readings):
        return True
    units = {_unit(text) for text in (folded, *readings)}
    return any(worst.get(core, HEAD) < HEAD for core in cores | units) or bool(worst.keys() & {folded, _unit(folded)})


def _unit(text: str) -> str:
    """The part that a text repeats from beginning to end (the last repetition may be incomplete),
    or the text itself.
    """
    for size in range(1, len(text) // 2 + 1):
        if text[size:] == text[:-size]:
            return text[:size]
    return text


def _core(text: str) -> str:
    """The text without the digits and signs at its ends."""
    return re.sub(r"^[\W\d_]+|[\W\d_]+$", "", text)


def _squeezed(text: str) -> str:
    """The text without signs and spaces."""
    return re.sub(r"[\W_]", "", text)


def _is_a_row(text: str) -> bool:
    """Whether the characters form a sequence: abcdefghijkl, 123456789012, 987654321098."""
    steps = {
        (ord(after) - ord(before)) % 10 if (before + after).isdigit() else ord(after) - ord(before)
        for before, after in pairwise(text)
    }
    return steps in ({1}, {9}, {-1})


@cache
def _worst() -> dict[str, int]:
    """The leaked passwords with their rank. Loaded on first use, because most processes never need it."""
    from zxcvbn.frequency_lists import FREQUENCY_LISTS  # type: ignore[import-untyped]

    return {word: rank for rank, word in enumerate(FREQUENCY_LISTS["passwords"])}
