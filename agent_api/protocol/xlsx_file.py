"""XLSX for spreadsheets, written row by row: a file of any length takes the same memory.

Text is written as text, so that none of it is a formula or a link, and a number keeps its leading zeros. Moments are
dates that Excel can sort and count with.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from agent_api.protocol.table import Cell

ROWS = 1_000_000  # of a sheet; Excel reads 1,048,576
_WIDTH = 18
_MOMENT = "yyyy-mm-dd hh:mm:ss"


class XlsxFile:
    """A file of one or, above ROWS rows, several sheets; each begins with the header. `close` makes it complete."""

    def __init__(self, path: Path, title: str, header: Sequence[Cell], rows_of_a_sheet: int = ROWS) -> None:
        options = {"constant_memory": True, "tmpdir": str(path.parent), "default_date_format": _MOMENT}
        self._book = Workbook(str(path), options)
        self._book.use_zip64()
        self._bold = self._book.add_format({"bold": True})
        self._moment = self._book.add_format({"num_format": _MOMENT})
        self._title = title
        self._header = header
        self._most = rows_of_a_sheet
        self._sheets = 0
        self._sheet, self._row = self._next_sheet()

    def add(self, rows: Iterable[Sequence[Cell]]) -> None:
        for row in rows:
            if self._row > self._most:
                self._sheet, self._row = self._next_sheet()
            self._write(self._sheet, self._row, row)
            self._row += 1

    def close(self) -> None:
        self._book.close()

    def _next_sheet(self) -> tuple[Worksheet, int]:
        self._sheets += 1
        sheet = self._book.add_worksheet(self._title if self._sheets == 1 else f"{self._title} {self._sheets}")
        sheet.set_column(0, max(0, len(self._header) - 1), _WIDTH)
        sheet.freeze_panes(1, 0)
        self._write(sheet, 0, self._header, self._bold)
        return sheet, 1

    def _write(self, sheet: Worksheet, row: int, values: Sequence[Cell], form: Format | None = None) -> None:
        for column, value in enumerate(values):
            if isinstance(value, str):
                sheet.write_string(row, column, value, form)
            elif isinstance(value, datetime):
                sheet.write_datetime(row, column, value.replace(tzinfo=None), self._moment)
            elif value is not None:
                sheet.write_number(row, column, value, form)
