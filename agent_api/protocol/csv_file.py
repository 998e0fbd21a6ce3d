"""CSV for spreadsheets, made only here so that no text in it is run as a formula.

UTF-8 with a byte order mark, without which Excel misreads Chinese.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime

from agent_api.protocol.table import Cell

CONTENT_TYPE = "text/csv"
BOM = "\ufeff".encode()
# Full-width signs too: a Chinese Excel treats them like the narrow ones.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def cell(value: Cell) -> str:
    """One cell's text. A text that a spreadsheet might run gets a leading apostrophe; numbers stay numbers, None is
    empty, and a moment has the form that spreadsheets know, without its offset.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if value.lstrip(" ").startswith(_FORMULA) else value
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    return str(value)


def text(rows: Iterable[Sequence[Cell]]) -> str:
    """The lines of these rows."""
    out = io.StringIO()
    csv.writer(out).writerows([cell(value) for value in row] for row in rows)
    return out.getvalue()
