"""What was expected of a value, in words for people who have never heard of the library that checks it."""

from collections.abc import Mapping
from typing import Any

from pydantic_core import ErrorDetails

# By pydantic's kind of error; {…} is what the rule itself says.
_WORDS: Mapping[str, str] = {
    "missing": "a value; it is missing",
    "extra_forbidden": "nothing of this name",
    "model_type": "a JSON object",
    "model_attributes_type": "a JSON object",
    "dict_type": "a JSON object",
    "list_type": "a JSON array",
    "tuple_type": "a JSON array",
    "set_type": "a JSON array",
    "frozen_set_type": "a JSON array",
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
}


def expected(error: ErrorDetails) -> dict[str, str]:
    """One of the library's errors in the words of a problem."""
    field = ".".join(str(part) for part in error["loc"]) or "body"
    return {"field": field, "expected": _words(error["type"], error.get("ctx", {}), error)}


def _words(kind: str, rule: Mapping[str, Any], error: ErrorDetails) -> str:
    if kind in ("too_long", "too_short"):
        return _size(kind, rule)
    if kind in _WORDS:
        return _WORDS[kind].format_map(rule)
    message = error["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
    return message.removeprefix("Value should have ")


def _size(kind: str, rule: Mapping[str, Any]) -> str:
    """How long a list or a text may be. A text that passed a check of ours first is measured as if it were a list."""
    what = "entries" if rule.get("field_type") in ("List", "Tuple", "Set", "Frozenset", "Dictionary") else "characters"
    return f"at most {rule['max_length']} {what}" if kind == "too_long" else f"at least {rule['min_length']} {what}"
