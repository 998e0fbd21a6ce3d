"""CSV: whatever stands in it, a spreadsheet shows it and runs none of it."""

import csv
import io

import pytest

from agent_api.protocol import csv_file


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
    ((_,), (read,)) = csv.reader(io.StringIO(csv_file.text({"a": "A"}, [{"a": hostile}]), newline=""))
    assert read == f"'{hostile}"


@pytest.mark.parametrize(("value", "shown"), [(None, ""), (-3, "-3"), (0.25, "0.25"), ("王芳", "王芳"), ("a=b", "a=b")])
def test_what_is_harmless_stays_as_it_is(value: csv_file.Cell, shown: str) -> None:
    assert csv_file.cell(value) == shown


def test_commas_quotes_and_lines_stay_in_their_cell() -> None:
    rows: list[dict[str, csv_file.Cell]] = [{"a": 'x,"y"\r\nz', "b": 1}, {"a": "only"}]
    read = list(csv.reader(io.StringIO(csv_file.text({"b": "B", "a": "=A"}, rows), newline="")))
    assert read == [["B", "'=A"], ["1", 'x,"y"\r\nz'], ["", "only"]]


@pytest.mark.parametrize(
    ("accept", "csv_wanted"),
    [
        ("text/csv", True),
        ("Text/CSV; charset=utf-8", True),
        ("text/csv, application/json", True),
        ("text/csv;q=0.9, application/json;q=0.5", True),
        ("application/json, text/csv", False),
        ("application/json;q=0.9, text/csv;q=0.5", False),
        ("text/csv;q=0", False),
        ("text/csv;q=lots", False),
        ("*/*", False),
        ("", False),
    ],
)
def test_csv_is_given_to_who_prefers_it(accept: str, csv_wanted: bool) -> None:
    assert csv_file.is_preferred(accept) is csv_wanted
