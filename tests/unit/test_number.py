"""One number, one spelling: what carriers send, what people type, what attackers try."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.domain.numbers.number import MAX_TEXT, NumberKind, mask, normalise, spellings

AREA = "0477"


@pytest.mark.parametrize(
    ("written", "text", "kind"),
    [
        ("13812345678", "13812345678", NumberKind.MOBILE),
        ("+8613812345678", "13812345678", NumberKind.MOBILE),
        ("008613812345678", "13812345678", NumberKind.MOBILE),
        ("8613812345678", "13812345678", NumberKind.MOBILE),
        ("013812345678", "13812345678", NumberKind.MOBILE),
        ("+86 138-1234-5678", "13812345678", NumberKind.MOBILE),
        (" 138 1234 5678 ", "13812345678", NumberKind.MOBILE),
        ("１３８１２３４５６７８", "13812345678", NumberKind.MOBILE),
        ("＋86（138）1234－5678", "13812345678", NumberKind.MOBILE),
        ("19912345678", "19912345678", NumberKind.MOBILE),
        ("1795113812345678", "13812345678", NumberKind.MOBILE),
        ("1259313812345678", "13812345678", NumberKind.MOBILE),
        ("+861795113812345678", "13812345678", NumberKind.MOBILE),
        ("1795104778330000", "04778330000", NumberKind.FIXED),
        ("1791101062345678", "01062345678", NumberKind.FIXED),
        ("17951138123", "17951138123", NumberKind.MOBILE),
        ("8330000", "04778330000", NumberKind.FIXED),
        ("(0477) 8330000", "04778330000", NumberKind.FIXED),
        ("0477-8330000", "04778330000", NumberKind.FIXED),
        ("4778330000", "04778330000", NumberKind.FIXED),
        ("864778330000", "04778330000", NumberKind.FIXED),
        ("8604778330000", "04778330000", NumberKind.FIXED),
        ("+864778330000", "04778330000", NumberKind.FIXED),
        ("008604778330000", "04778330000", NumberKind.FIXED),
        ("8612345", "04778612345", NumberKind.FIXED),
        ("01062345678", "01062345678", NumberKind.FIXED),
        ("+861062345678", "01062345678", NumberKind.FIXED),
        ("057187654321", "057187654321", NumberKind.FIXED),
        ("4008123456", "4008123456", NumberKind.SERVICE),
        ("+864008123456", "4008123456", NumberKind.SERVICE),
        ("400-812-3456", "4008123456", NumberKind.SERVICE),
        ("8008103456", "8008103456", NumberKind.SERVICE),
        ("110", "110", NumberKind.SHORT),
        ("12345", "12345", NumberKind.SHORT),
        ("96300", "96300", NumberKind.SHORT),
        ("10086", "10086", NumberKind.SHORT),
        ("95040888", "95040888", NumberKind.SHORT),
        ("047712345", "12345", NumberKind.SHORT),
        ("+8647712345", "12345", NumberKind.SHORT),
        ("8647712345", "12345", NumberKind.SHORT),
        ("008647712345", "12345", NumberKind.SHORT),
        ("+8612345", "12345", NumberKind.SHORT),
        ("01012345", "01012345", NumberKind.SHORT),
        ("861012345", "01012345", NumberKind.SHORT),
        ("+85221234567", "+85221234567", NumberKind.FOREIGN),
        ("0085221234567", "+85221234567", NumberKind.FOREIGN),
        ("+1 (202) 555-0123", "+12025550123", NumberKind.FOREIGN),
        ("", "", NumberKind.WITHHELD),
        ("s", "", NumberKind.WITHHELD),
        ("anonymous", "", NumberKind.WITHHELD),
        ("Restricted", "", NumberKind.WITHHELD),
        ("<unknown>", "", NumberKind.WITHHELD),
        ("   ", "", NumberKind.WITHHELD),
    ],
)
def test_every_way_of_writing_a_number_is_one_number(written: str, text: str, kind: NumberKind) -> None:
    number = normalise(written, AREA)
    assert (number.text, number.kind) == (text, kind)
    assert number.diallable == (kind is not NumberKind.WITHHELD)


@pytest.mark.parametrize(
    "rubbish",
    [
        "abc",
        "12",
        "1381234567",
        "138123456789",
        "138\r\nAction: Originate",
        "138\x0012345678",
        "'; DROP TABLE calls; --",
        "<script>alert(1)</script>",
        "${SHELL(id)}",
        "٠١٢٣٤٥٦٧٨٩",
        "①②③④⑤",
        "1" * 300,
        "+" + "9" * 40,
        "++8613812345678",
        "😀" * 20,
        "\ud800\udfff\ud83d",
        "+999123",
        "00",
        "+",
    ],
)
def test_what_is_no_number_is_invalid_short_and_harmless(rubbish: str) -> None:
    number = normalise(rubbish, AREA)
    assert number.kind is NumberKind.INVALID
    assert not number.diallable
    assert len(number.text) <= MAX_TEXT
    assert all(character.isascii() and (character.isalnum() or character in "+*#._-?") for character in number.text)


@given(st.text() | st.text(alphabet="0123456789+-() ", max_size=20), st.sampled_from(["0477", "010", "0571"]))
def test_any_text_gives_a_number_and_its_spelling_is_stable(text: str, area_code: str) -> None:
    number = normalise(text, area_code)
    assert len(number.text) <= MAX_TEXT
    assert normalise(number.text, area_code) == number
    mask(text)
    spellings(text, area_code)


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("13812345678", "138******78"),
        ("04778330000", "0477******0"),
        ("01062345678", "0106******8"),
        ("4008123456", "400******6"),
        ("+85221234567", "+852******7"),
        ("8330000", "8******"),
        ("12345", "12345"),
        ("110", "110"),
        ("", ""),
        ("<b>", "?b?"),
    ],
)
def test_a_masked_number_hides_at_least_four_digits(number: str, masked: str) -> None:
    assert mask(number) == masked


def test_the_hotline_is_found_however_the_carrier_writes_it() -> None:
    forms = spellings("12345", AREA)
    assert forms[0] == "12345"
    assert {"12345", "047712345", "8647712345", "+8647712345", "008647712345", "+8612345"} <= set(forms)
    assert len(forms) == len(set(forms))


@pytest.mark.parametrize("written", ["04778330000", "8330000", "+864778330000"])
def test_an_old_fixed_line_is_found_however_the_carrier_writes_it(written: str) -> None:
    expected = {"04778330000", "8330000", "4778330000", "864778330000", "+864778330000", "008604778330000"}
    assert expected <= set(spellings(written, AREA))


@pytest.mark.parametrize("number", ["12345", "04778330000", "8330000", "4008123456", "13812345678", "96300"])
def test_spellings_with_a_country_code_mean_the_same_number(number: str) -> None:
    canonical = normalise(number, AREA)
    for form in spellings(number, AREA):
        if form.startswith(("+", "00")):
            assert normalise(form, AREA) in (canonical, normalise(f"+86{AREA[1:]}{canonical.text}", AREA)), form
