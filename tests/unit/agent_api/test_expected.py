"""What a problem says was expected: words, not the terms of the library that checks."""

from enum import Enum
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

import pytest
from pydantic import BaseModel, Field, StringConstraints, TypeAdapter, ValidationError

from agent_api.protocol.expected import expected
from agent_api.protocol.fields import Body, Matching, Moment, Username
from agent_api.routes import ROUTES
from tests.parts.wrong_values import complaints_about, is_plain


class _Colour(Enum):
    RED = "red"
    GREEN = "green"


class _Sent(Body):
    username: Username = ""
    word: Annotated[str, StringConstraints(min_length=3)] = "word"
    count: int = 0
    listed: list[str] | None = None
    role: Literal["agent", "admin"] = "agent"
    colour: Annotated[_Colour, Field(strict=False)] = _Colour.RED
    kind: Literal["auth"] = "auth"
    few: int = Field(default=1, ge=1, le=100)
    some: float = Field(default=1, gt=0, lt=1)
    at: Moment | None = None
    code: Annotated[str, Matching("[0-9]{4}", "4 digits")] = "1234"


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ([], "a JSON object"),
        ({"username": "x" * 10_000}, "at most 64 characters"),
        ({"username": 7}, "text"),
        ({"word": "x"}, "at least 3 characters"),
        ({"count": "x"}, "a whole number"),
        ({"listed": {}}, "a JSON array"),
        ({"other": 1}, "nothing of this name"),
        ({"role": "x"}, 'one of "agent", "admin"'),
        ({"role": 7}, 'one of "agent", "admin"'),
        ({"colour": "blue"}, 'one of "red", "green"'),
        ({"kind": "x"}, '"auth"'),
        ({"few": 0}, "1 or more"),
        ({"few": 101}, "100 or less"),
        ({"some": 0}, "more than 0.0"),
        ({"some": 1}, "less than 1.0"),
        ({"at": 7}, 'a time such as "2026-11-21T08:00:00+08:00"'),
        ({"at": "yesterday"}, 'a time such as "2026-11-21T08:00:00+08:00"'),
        ({"code": "12"}, "4 digits"),
    ],
)
def test_an_error_is_said_in_plain_words(sent: object, words: str) -> None:
    with pytest.raises(ValidationError) as caught:
        _Sent.model_validate(sent)
    assert expected(caught.value.errors()[0])["expected"] == words


def test_a_list_has_entries() -> None:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(Annotated[list[int], Field(max_length=1)]).validate_python([1, 2])
    assert expected(caught.value.errors()[0])["expected"] == "at most 1 entries"


@pytest.mark.parametrize(
    "model", sorted({model for route in ROUTES for model in (route.query, route.body) if model}, key=str), ids=str
)
def test_every_rule_of_the_api_is_said_in_plain_words(model: type[BaseModel]) -> None:
    complaints = (expected(one) for one in complaints_about(model, {"zone": ZoneInfo("Asia/Shanghai")}))
    said = {(one["field"], one["expected"]) for one in complaints}
    assert {words for _, words in said if not is_plain(words)} == set()
    names = {field.alias or name for name, field in model.model_fields.items()} | {"body"}
    parts = {part for field, _ in said for part in field.split(".")[1:] if not part.isdigit()}
    assert {field.split(".")[0] for field, _ in said} <= names
    assert parts <= {"name", "penalty", "a"}  # what a skill of an agent has; "a" is nothing that anything has
