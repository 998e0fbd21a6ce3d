"""A cursor comes back as the key that it was made of, and as nothing else."""

import base64
from datetime import UTC, datetime

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_api.protocol.cursor import decode, encode
from agent_api.protocol.problem import Problem

MOMENT = datetime(2026, 11, 20, 1, 2, 3, 456789, tzinfo=UTC)


@pytest.mark.parametrize(
    ("key", "kinds"),
    [((MOMENT, "node1-1.1"), (datetime, str)), ((MOMENT, 7), (datetime, int)), ((7,), (int,)), (("安娜",), (str,))],
)
def test_what_a_list_gave_it_gets_back(key: tuple[object, ...], kinds: tuple[type, ...]) -> None:
    assert decode(encode(key), kinds) == key


def test_no_cursor_is_the_beginning_and_no_next_is_none() -> None:
    assert decode(None, (int,)) is None
    assert encode(None) is None


@pytest.mark.parametrize(
    "parts",
    [
        [],
        [1, 2],
        ["x"],
        [-1],
        [2**40],
        [1.5],
        [None],
        {"a": 1},
        7,
        "7",
    ],
)
def test_what_no_list_gave_is_refused(parts: object) -> None:
    text = base64.urlsafe_b64encode(orjson.dumps(parts)).decode()
    with pytest.raises(Problem) as refused:
        decode(text, (int,))
    assert refused.value.status == 400


@pytest.mark.parametrize("part", ["2026-11-20", "2026-11-20T00:00:00", "yesterday", 7])
def test_a_time_without_a_zone_is_refused(part: object) -> None:
    text = base64.urlsafe_b64encode(orjson.dumps([part])).decode()
    with pytest.raises(Problem):
        decode(text, (datetime,))


@given(st.text(max_size=200))
def test_no_text_breaks_it(text: str) -> None:
    try:
        decode(text, (datetime, str))
    except Problem as refused:
        assert refused.status == 400  # noqa: PT017 - to be decoded is right too, so nothing need be raised
