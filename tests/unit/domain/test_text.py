"""Text from outside, made safe."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.domain.numbers.text import clean


@pytest.mark.parametrize(
    ("outside", "inside"),
    [
        ("李先生", "李先生"),
        ("  Ann\tB\r\nAction: Originate\x00 ", "AnnBAction: Originate"),
        ("\x1b[2Jred\x7f\x9b", "[2Jred"),
        ("\ud83d lone", "lone"),
        ("\u202e1234\u2069", "1234"),
        ("全角\u3000空格", "全角\u3000空格"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("", ""),
    ],
)
def test_what_could_break_a_line_a_screen_or_utf8_is_taken_out(outside: str, inside: str) -> None:
    assert clean(outside) == inside


def test_nobody_fills_our_tables() -> None:
    assert clean("x" * 10_000) == "x" * 200
    assert clean("x" * 50, 32) == "x" * 32


@given(st.text(alphabet=st.characters(codec=None, exclude_categories=[])))
def test_cleaning_twice_is_cleaning_once_and_it_can_be_stored(text: str) -> None:
    once = clean(text)
    once.encode()
    assert clean(once) == once
