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
    if len(password.strip()) < SHORTEST:
        return PasswordFault.SHORT
    unit = _unit(folded)
    core = _core(folded)
    owners = {re.sub(r"\s", "", name.casefold()) for name in names} - {""}
    if owners & {re.sub(r"\s", "", one) for one in (folded, unit, core)}:
        return PasswordFault.NAMED
    if len(unit) <= 2 or _is_a_row(folded):
        return PasswordFault.REPEATED
    worst = _worst()
    if worst.keys() & {folded, unit} or worst.get(core, HEAD) < HEAD:
        return PasswordFault.WORST
    return None


def _unit(text: str) -> str:
    """What a text repeats from beginning to end; the text itself when it repeats nothing."""
    period = (text + text).find(text, 1)
    return text[:period]


def _core(text: str) -> str:
    """A text without the digits and signs before and after its word."""
    return re.sub(r"^[\W\d_]+|[\W\d_]+$", "", text)


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
