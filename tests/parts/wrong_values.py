"""Wrong values for every field of a model, and the messages about them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from hotline.settings.expected import ANYTHING_ELSE

WRONG: tuple[Any, ...] = (
    *(None, True, 0, -1, 2**70, 1.5, 1e300, float("nan"), [], [[]], [1], [{}], {}, {"a": 1}),
    *(
        "",
        " ",
        "x",
        "1",
        "-1",
        "1e9",
        "\0",
        "\ud800",
        "x" * 10_000,
        "2026-99-99",
        "12" * 60,
        ["x"] * 100,
        [{"name": 1}],
    ),
    *(date(2026, 11, 21), datetime(2026, 11, 21, 8, tzinfo=UTC), time(8)),  # TOML has these
)
LIBRARYS_WORDS = ("should", "a valid", "Input", "pattern", "instance", "error")


def complaints_about(model: type[BaseModel], context: dict[str, Any] | None = None) -> Iterator[ErrorDetails]:
    """The errors for every wrong value of every field."""
    for name, field in model.model_fields.items():
        for value in WRONG:
            try:
                model.model_validate({field.alias or name: value}, context=context)
            except ValidationError as error:
                yield from error.errors()


def is_plain(words: str) -> bool:
    """Whether the words do not reveal which library made the check."""
    return ANYTHING_ELSE not in words and not any(word in words for word in LIBRARYS_WORDS)
