"""XLSX: text stays text, moments are dates, and a long table goes on in another sheet."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from agent_api.protocol.table import Cell
from agent_api.protocol.xlsx_file import XlsxFile
from tests.parts.spreadsheet import read_xlsx


def written(folder: Path, rows: list[list[Cell]], **options: int) -> dict[str, list[list[object]]]:
    book = XlsxFile(folder / "file.xlsx", "通话", ["列"], **options)
    book.add(rows)
    book.close()
    return read_xlsx((folder / "file.xlsx").read_bytes())


@pytest.mark.parametrize(
    "hostile", ["=1+1", "+86", "-1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0", "http://x.cn"]
)
def test_what_a_spreadsheet_might_run_is_text(tmp_path: Path, hostile: str) -> None:
    assert written(tmp_path, [[hostile]]) == {"通话": [["列"], [hostile]]}


def test_a_number_keeps_its_zeros_and_a_moment_is_a_date(tmp_path: Path) -> None:
    morning = datetime(2026, 11, 20, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert written(tmp_path, [["04778330000", 2.5, None, morning]])["通话"][1] == ["04778330000", 2.5, None, 46346.375]


def test_a_long_table_goes_on_in_another_sheet(tmp_path: Path) -> None:
    sheets = written(tmp_path, [[number] for number in range(5)], rows_of_a_sheet=2)
    assert sheets == {
        "通话": [["列"], [0.0], [1.0]],
        "通话 2": [["列"], [2.0], [3.0]],
        "通话 3": [["列"], [4.0]],
    }


def test_nothing_is_left_beside_the_file(tmp_path: Path) -> None:
    written(tmp_path, [["x"]])
    assert [path.name for path in tmp_path.iterdir()] == ["file.xlsx"]
