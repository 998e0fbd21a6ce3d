"""CSV: whatever stands in it, a spreadsheet shows it and runs none of it."""

import csv
import io
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from agent_api.protocol import csv_file
from agent_api.protocol.table import Cell


@pytest.mark.parametrize(
    "hostile",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "  =1+1",
        "＝1+1",
        "＋1",
        "－1",
        "＠A",
        "=cmd|' /C calc'!A0",
    ],
)
def test_what_a_spreadsheet_might_run_is_text(hostile: str) -> None:
    assert csv_file.cell(hostile) == f"'{hostile}"
    ((read,),) = csv.reader(io.StringIO(csv_file.text([[hostile]]), newline=""))
    assert read == f"'{hostile}"


@pytest.mark.parametrize(("value", "shown"), [(None, ""), (-3, "-3"), (0.25, "0.25"), ("王芳", "王芳"), ("a=b", "a=b")])
def test_what_is_harmless_stays_as_it_is(value: Cell, shown: str) -> None:
    assert csv_file.cell(value) == shown


def test_commas_quotes_and_lines_stay_in_their_cell() -> None:
    read = list(csv.reader(io.StringIO(csv_file.text([["B", "=A"], [1, 'x,"y"\r\nz'], [None, "only"]]), newline="")))
    assert read == [["B", "'=A"], ["1", 'x,"y"\r\nz'], ["", "only"]]


def test_a_moment_is_one_that_a_spreadsheet_knows() -> None:
    assert csv_file.cell(datetime(2026, 11, 20, 9, 0, 5, tzinfo=ZoneInfo("Asia/Shanghai"))) == "2026-11-20 09:00:05"
