"""Telephone numbers: one canonical spelling for each, from any input, however hostile.

Carriers, agents and forms write the same number in many ways. The product stores and compares only the spelling made
here: national form for Chinese numbers (a mobile as 11 digits, a fixed line with 0 and area code), service numbers and
short codes as they are, + and E.164 for other countries. Input is never trusted: what is not a number becomes INVALID
with a short printable text, and nothing here raises.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneNumberType

MAX_TEXT = 32  # characters of a spelling, also of invalid ones
_MAX_INPUT = 64  # longer input is not a number in any notation


class NumberKind(Enum):
    """The kind of a number. The values are stored."""

    MOBILE = "mobile"
    FIXED = "fixed"
    SERVICE = "service"  # 400 and 800
    SHORT = "short"  # 110, 12345, 96300, and those of another area with its code: 01012345
    FOREIGN = "foreign"
    WITHHELD = "withheld"  # hidden by the caller, or not sent by the carrier
    INVALID = "invalid"


@dataclass(frozen=True, kw_only=True)
class Number:
    """A number in its canonical spelling; `text` is "" if withheld, and at most 32 printable characters if invalid."""

    text: str
    kind: NumberKind

    @property
    def diallable(self) -> bool:
        """Whether the number can be called."""
        return self.kind not in (NumberKind.WITHHELD, NumberKind.INVALID)

    def may_be_rung_back(self, ours: Collection[str]) -> bool:
        """Whether a missed call of this number may be owed a callback.

        Caller ids are easily forged. They must not make us call abroad, an emergency desk, ourselves (`ours`, with
        agents' extensions) or what may be an extension.
        """
        if self.text in ours:
            return False
        if self.kind is NumberKind.SHORT:
            return len(self.text) >= _SHORTEST_SERVICE
        return self.diallable and self.kind is not NumberKind.FOREIGN


_HIDDEN = "******"
_SHORTEST_SERVICE = 5  # digits of a service number such as 96300; 110 and 1001 are shorter
_WITHHELD = Number(text="", kind=NumberKind.WITHHELD)
_WITHHELD_WORDS = frozenset(
    {"", "s", "anonymous", "unknown", "<unknown>", "restricted", "unavailable", "private", "withheld", "none", "null"}
)
_SEPARATORS = " \u00a0\u3000-.()/\u2010\u2011\u2012\u2013\u2014\u2212\u200b\ufeff"
_FULL_WIDTH = {0xFEE0 + code: chr(code) for code in range(0x21, 0x7F)}  # as Chinese input methods write them
_PLAIN = {code: None if char in _SEPARATORS else char for code, char in _FULL_WIDTH.items()}
_PLAIN |= dict.fromkeys(map(ord, _SEPARATORS))
_AREA = r"(?:10|2\d|[3-9]\d\d)"
_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
_SERVICE = re.compile(r"[48]00\d{7}", re.ASCII)
_FIXED = re.compile(r"(?:10|2\d)[2-8]\d{7}|[3-9]\d\d[2-8]\d{6,7}", re.ASCII)
_SHORT = re.compile(r"[1-9]\d{2,5}|(?:95|96|10)\d{5,6}", re.ASCII)
_PUBLIC_SHORT = re.compile(r"1\d{2,5}|9\d{4,5}", re.ASCII)
_AREA_SHORT = re.compile(rf"({_AREA})(1\d{{2,4}}|9\d{{4,5}})", re.ASCII)
_DIALLED_THROUGH = re.compile(
    r"(?:17951|17911|17909|17901|12593|11808|10193)(?=1[3-9]\d{9}$|0[1-9]\d{8,10}$)", re.ASCII
)
"""Access codes that some carriers leave in front of a caller's number."""

_LOCAL = re.compile(r"[2-8]\d{6,7}", re.ASCII)


@lru_cache(maxsize=8192)
def normalise(text: str, area_code: str) -> Number:
    """The canonical spelling of a number in any notation; `area_code` (with its 0) is added to local numbers."""
    if len(text) > _MAX_INPUT:
        return _invalid(text)
    stripped = text.strip()
    if stripped.lower() in _WITHHELD_WORDS:
        return _WITHHELD
    plain = stripped.translate(_PLAIN)
    if not re.fullmatch(r"\+?[0-9]{2,32}", plain, re.ASCII):
        return _invalid(text)
    return _of_digits(plain, area_code) or _invalid(plain)


def mask(text: str) -> str:
    """A number for people who may not see all of it: 138******78, 0477******0. Six digits are hidden, too many to try.

    Short codes are not personal and are shown.
    """
    text = _safe(text)
    if _MOBILE.fullmatch(text):
        return f"{text[:3]}{_HIDDEN}{text[-2:]}"
    if len(text) <= 6:
        return text
    shown = min(len(text) - len(_HIDDEN), 5)
    tail = min(2, shown // 3)
    return f"{text[: shown - tail]}{_HIDDEN}{text[len(text) - tail :]}"


def spellings(number: str, area_code: str) -> list[str]:
    """The ways in which carriers may present one of our numbers when it was dialled, canonical spelling first."""
    canonical = normalise(number, area_code)
    if canonical.kind in (NumberKind.INVALID, NumberKind.WITHHELD):
        return [number]
    if canonical.kind is NumberKind.FOREIGN:
        digits = canonical.text.removeprefix("+")
        return _once([canonical.text, number, digits, f"00{digits}"])
    national = canonical.text.removeprefix("0")
    area = area_code.removeprefix("0")
    forms, local = [canonical.text, national], []
    if canonical.kind is NumberKind.SHORT and not canonical.text.startswith("0"):
        forms += [f"0{area}{national}", f"{area}{national}"]
    elif canonical.kind is NumberKind.FIXED and canonical.text.startswith(area_code):
        local.append(canonical.text.removeprefix(area_code))
    elif canonical.kind is not NumberKind.FIXED:
        forms.append(f"0{national}")
    longest = [form for form in forms if len(form) > 4]  # 86110 might be a short code of its own
    abroad = [f"{prefix}{form}" for form in longest for prefix in ("86", "+86", "0086")]
    return _once([*forms, number, *local, *abroad])


def _of_digits(plain: str, area_code: str) -> Number | None:
    """The number for digits with or without a plus; None if they are no number."""
    if plain.startswith("+"):
        return _international(plain[1:], area_code)
    if plain.startswith("00"):
        return _international(plain[2:], area_code)
    if _SHORT.fullmatch(plain):
        return Number(text=plain, kind=NumberKind.SHORT)
    if _LOCAL.fullmatch(plain) and _FIXED.fullmatch(f"{area_code.removeprefix('0')}{plain}"):
        return Number(text=f"{area_code}{plain}", kind=NumberKind.FIXED)
    if plain.startswith("86") and len(plain) >= 9:
        with_country = _national(plain[2:], area_code)
        if with_country is not None:
            return with_country
    return _national(plain, area_code)


def _international(digits: str, area_code: str) -> Number | None:
    if digits.startswith("86"):
        return _national(digits[2:], area_code)
    try:
        parsed = phonenumbers.parse(f"+{digits}", None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(parsed):
        return None
    text = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return Number(text=text, kind=NumberKind.FOREIGN)


def _national(digits: str, area_code: str) -> Number | None:
    """A Chinese number without country code, with or without a leading 0."""
    digits = _DIALLED_THROUGH.sub("", digits)
    with_zero, digits = digits.startswith("0"), digits.removeprefix("0")
    if _MOBILE.fullmatch(digits):
        return Number(text=digits, kind=NumberKind.MOBILE)
    if _SERVICE.fullmatch(digits):
        return Number(text=digits, kind=NumberKind.SERVICE)
    if not with_zero and _PUBLIC_SHORT.fullmatch(digits):
        return Number(text=digits, kind=NumberKind.SHORT)
    short = _AREA_SHORT.fullmatch(digits)
    if short is not None:
        own = f"0{short[1]}" == area_code
        return Number(text=short[2] if own else f"0{digits}", kind=NumberKind.SHORT)
    if _SHORT.fullmatch(digits):
        return Number(text=digits, kind=NumberKind.SHORT)
    if _FIXED.fullmatch(digits) or _is_fixed_line(digits):
        return Number(text=f"0{digits}", kind=NumberKind.FIXED)
    return None


def _is_fixed_line(digits: str) -> bool:
    """Whether the numbering plan has it as a fixed line (ten digits or more; shorter ones it takes
    for local numbers).
    """
    if len(digits) < 10 or len(digits) > 12:
        return False
    try:
        parsed = phonenumbers.parse(f"+86{digits}", None)
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_valid_number(parsed) and phonenumbers.number_type(parsed) == PhoneNumberType.FIXED_LINE


def _invalid(text: str) -> Number:
    return Number(text=_safe(text)[:MAX_TEXT], kind=NumberKind.INVALID)


def _safe(text: str) -> str:
    """Only characters without a meaning in pages, log lines, shells or the dialplan."""
    return re.sub(r"[^A-Za-z0-9+*#._-]", "?", text[:_MAX_INPUT])


def _once(forms: list[str]) -> list[str]:
    return list(dict.fromkeys(forms))
