"""What a problem says was expected: words, not the terms of the library that checks."""

from typing import Annotated

import pytest
from pydantic import Field, StringConstraints, TypeAdapter, ValidationError

from agent_api.protocol.expected import expected
from agent_api.protocol.fields import Body, Username


class _Sent(Body):
    username: Username = ""
    word: Annotated[str, StringConstraints(min_length=3)] = "word"
    count: int = 0
    listed: list[str] | None = None


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
