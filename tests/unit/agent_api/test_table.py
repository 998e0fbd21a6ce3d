"""Tables as files: which form is asked for, and what stands in a cell."""

import pytest

from agent_api.protocol.table import CSV_TYPE, XLSX_TYPE, Column, Format, cells, field, header, preferred


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("text/csv", "csv"),
        ("Text/CSV; charset=utf-8", "csv"),
        ("text/csv, application/json", "csv"),
        ("text/csv;q=0.9, application/json;q=0.5", "csv"),
        ("application/json, text/csv", "json"),
        ("application/json;q=0.9, text/csv;q=0.5", "json"),
        (f"{CSV_TYPE};q=0.3, {XLSX_TYPE}", "xlsx"),
        ("text/csv;q=0", "json"),
        ("text/csv;q=lots", "json"),
        ("*/*", "json"),
        ("", "json"),
    ],
)
def test_a_file_is_given_to_who_prefers_it(accept: str, form: Format) -> None:
    assert preferred(accept) == form


def test_words_are_in_the_readers_language() -> None:
    columns: list[Column[complex]] = [
        field("real", "实部", "real part"),
        Column(title=("结果", "outcome"), value=lambda _: "missed", codes={"missed": ("漏话", "missed")}),
        Column(title=("其他", "other"), value=lambda _: "new", codes={"missed": ("漏话", "missed")}),
    ]
    assert header(columns, "zh") == ["实部", "结果", "其他"]
    assert header(columns, "en") == ["real part", "outcome", "other"]
    assert cells(columns, [1 + 2j], "zh") == [[1.0, "漏话", "new"]]
    assert cells(columns, [1 + 2j], "en") == [[1.0, "missed", "new"]]
