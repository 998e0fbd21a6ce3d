"""How a problem describes a field that was not as expected."""

from pydantic_core import ErrorDetails

from hotline.settings.expected import words


def expected(error: ErrorDetails) -> dict[str, str]:
    """The field, and what was expected of it."""
    field = ".".join(str(part) for part in error["loc"]) or "body"
    return {"field": field, "expected": words(error)}
