"""CSV for spreadsheets, made only here so that no text in it is run as a formula.

UTF-8 with a byte order mark, without which Excel misreads Chinese.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from aiohttp import web

CONTENT_TYPE = "text/csv"
# Full-width signs too: a Chinese Excel treats them like the narrow ones.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

Cell = str | int | float | None


def cell(value: Cell) -> str:
    """One cell's text. A text that a spreadsheet might run gets a leading apostrophe, which it does not show; numbers
    stay numbers, None is empty.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if value.lstrip(" ").startswith(_FORMULA) else value
    return str(value)


def text(header: Mapping[str, str], rows: Iterable[Mapping[str, Cell]]) -> str:
    """`header` gives the columns in order: name in the row, title for the reader."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([cell(word) for word in header.values()])
    writer.writerows([cell(row.get(name)) for name in header] for row in rows)
    return out.getvalue()


def response(header: Mapping[str, str], rows: Sequence[Mapping[str, Cell]], name: str) -> web.Response:
    """The file as a download; `name` is ASCII, without extension."""
    return web.Response(
        body=text(header, rows).encode("utf-8-sig"),
        content_type=CONTENT_TYPE,
        charset="utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"', "Cache-Control": "no-store"},
    )


def is_preferred(accept: str) -> bool:
    """Whether the header Accept prefers CSV over JSON."""
    liking: dict[str, float] = {}
    for part in accept.split(","):
        kind, *parameters = (piece.strip().lower() for piece in part.split(";"))
        liking[kind] = _quality(parameters)
    mine, json = liking.get(CONTENT_TYPE, 0.0), liking.get("application/json", 0.0)
    return mine > 0 and (mine > json or (mine == json and list(liking).index(CONTENT_TYPE) == 0))


def _quality(parameters: Iterable[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0
