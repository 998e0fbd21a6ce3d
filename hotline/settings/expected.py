"""What was expected of a value that a person wrote, in words for people who have never heard of the library that checks
it: for the API's answers and for mistakes in hotline.toml.
"""

import re
from collections.abc import Mapping
from typing import Any

from pydantic_core import ErrorDetails

ANYTHING_ELSE = "another value"
"""For a kind of error without words of its own; tests hold that no rule of the API or the settings has such."""

_JSON_OBJECT, _JSON_ARRAY = "a JSON object", "a JSON array"
_TIME = 'a time such as "2026-11-21T08:00:00+08:00"'
_QUOTED = re.compile(r"'((?:[^'\\]|\\.)*)'")
_LISTS = ("List", "Tuple", "Set", "Frozenset", "Dictionary")

NO_OWN: Mapping[str, str] = {}

# By the library's kind of error; {…} is what the rule itself says.
_WORDS: Mapping[str, str] = {
    "missing": "a value; it is missing",
    "extra_forbidden": "nothing of this name",
    "model_type": _JSON_OBJECT,
    "model_attributes_type": _JSON_OBJECT,
    "dict_type": _JSON_OBJECT,
    "list_type": _JSON_ARRAY,
    "tuple_type": _JSON_ARRAY,
    "set_type": _JSON_ARRAY,
    "frozen_set_type": _JSON_ARRAY,
    "string_type": "text",
    "string_unicode": "text in Unicode",
    "string_too_short": "at least {min_length} characters",
    "string_too_long": "at most {max_length} characters",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_parsing_size": "a smaller number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "finite_number": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "greater_than_equal": "{ge} or more",
    "greater_than": "more than {gt}",
    "less_than_equal": "{le} or less",
    "less_than": "less than {lt}",
    "date_type": 'a day such as "2026-11-21"',
    "date_parsing": 'a day such as "2026-11-21"',
    "date_from_datetime_parsing": 'a day such as "2026-11-21"',
    "datetime_type": _TIME,
    "datetime_parsing": _TIME,
    "datetime_from_date_parsing": _TIME,
}


def words(error: ErrorDetails, own: Mapping[str, str] = NO_OWN) -> str:
    """Of one of the library's errors; `own` are the caller's words for kinds of it, before those for all. A rule of our
    own (ValueError) has said what it expects."""
    kind, rule = error["type"], error.get("ctx", {})
    if kind in own:
        return own[kind]
    if kind in ("too_long", "too_short"):
        return _size(kind, rule)
    if kind in ("literal_error", "enum"):
        return _choice(_QUOTED.findall(rule["expected"]))
    if kind == "value_error":
        return error["msg"].removeprefix("Value error, ")
    return _WORDS.get(kind, ANYTHING_ELSE).format_map(rule)


def _size(kind: str, rule: Mapping[str, Any]) -> str:
    """How long a list or a text may be. A text that passed a check of ours first is measured as if it were a list."""
    what = "entries" if rule.get("field_type") in _LISTS else "characters"
    return f"at most {rule['max_length']} {what}" if kind == "too_long" else f"at least {rule['min_length']} {what}"


def _choice(allowed: list[str]) -> str:
    named = [f'"{one}"' for one in allowed]
    return named[0] if len(named) == 1 else f"one of {', '.join(named)}"
