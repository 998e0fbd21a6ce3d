"""What an agent dials on the phone is what the screen would dial, or it is refused."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.commands.dialling import DIALLED
from hotline.domain.agents.outside import Outside, outside_numbers
from hotline.domain.numbers.number import normalise

AREAS = ("0477", "010", "021")


def expression(number: Outside) -> str:
    """The pattern as Asterisk reads it, as a regular expression."""
    return number.pattern.replace("X", "[0-9]").replace("Z", "[1-9]")


def dialled(keyed: str, area_code: str) -> str | None:
    """The pattern that names most digits decides."""
    fitting = [number for number in outside_numbers(area_code) if re.fullmatch(expression(number), keyed)]
    if not fitting:
        return None
    best = max(fitting, key=lambda number: len(re.sub(r"\[.*?\]|[XZ]", "", number.pattern)))
    return best.before + keyed[best.cut :]


@pytest.mark.parametrize("area_code", AREAS)
@given(data=st.data())
def test_whatever_fits_is_a_number_that_agents_may_dial_in_its_one_spelling(
    area_code: str, data: st.DataObject
) -> None:
    number = data.draw(st.sampled_from(outside_numbers(area_code)))
    keyed = data.draw(st.from_regex(expression(number), fullmatch=True))
    meant = normalise(keyed, area_code)
    assert meant.kind in DIALLED
    assert dialled(keyed, area_code) == meant.text


@pytest.mark.parametrize(
    ("keyed", "number"),
    [
        ("13812345678", "13812345678"),
        ("013812345678", "13812345678"),
        ("008613812345678", "13812345678"),
        ("8330000", "04778330000"),
        ("83300001", "047783300001"),
        ("04778330000", "04778330000"),
        ("008604778330000", None),
        ("00864778330000", "04778330000"),
        ("4001234567", "4001234567"),
        ("110", "110"),
        ("96300", "96300"),
        ("95588888", "95588888"),
        ("01012345", "01012345"),
        ("047712319", "12319"),
        ("0016502530000", None),
        ("90016502530000", None),
        ("138123456789", None),
        ("12", None),
        ("", None),
    ],
)
def test_numbers(keyed: str, number: str | None) -> None:
    assert dialled(keyed, "0477") == number


@pytest.mark.parametrize("area_code", AREAS)
def test_no_pattern_stands_twice(area_code: str) -> None:
    patterns = [number.pattern for number in outside_numbers(area_code)]
    assert len(patterns) == len(set(patterns))
