"""What a part of the benchmark found: rows for people as a table, the same rows for programs as JSON."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Value = str | int | float | None


@dataclass(frozen=True, kw_only=True)
class Part:
    """One part. All rows have the same columns, in order; a column's name ends in its unit. None: not applicable."""

    name: str
    title: str
    rows: Sequence[Mapping[str, Value]]
    notes: Sequence[str] = ()

    def as_json(self) -> dict[str, object]:
        return {"title": self.title, "rows": [dict(row) for row in self.rows], "notes": list(self.notes)}


def percentile(values: Sequence[float], share: float) -> float | None:
    """The smallest value that at least this share (0..1) of the values do not exceed; None of nothing."""
    if not values:
        return None
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def ratio(part: float | None, whole: float | None) -> float | None:
    return part / whole if part is not None and whole else None


def milliseconds(seconds: float | None) -> float | None:
    return None if seconds is None else seconds * 1000


def rounded(value: Value) -> Value:
    """As many digits as mean something."""
    if not isinstance(value, float):
        return value
    digits = 3 if abs(value) < 1 else 2 if abs(value) < 10 else 1
    return round(value, digits)


def table(part: Part) -> str:
    """The part as text, numbers to the right."""
    columns = list(part.rows[0]) if part.rows else []
    lines = [columns, *([_shown(row[column]) for column in columns] for row in part.rows)]
    widths = [max(len(line[index]) for line in lines) for index in range(len(columns))]
    texts = [
        "  ".join(
            cell.ljust(width) if index == 0 else cell.rjust(width)
            for index, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    ]
    rule = "  ".join("-" * width for width in widths)
    return "\n".join([f"{part.name}: {part.title}", texts[0], rule, *texts[1:], *(f"  {note}" for note in part.notes)])


def _shown(value: Value) -> str:
    value = rounded(value)
    return "-" if value is None else f"{value:,}" if isinstance(value, int) else str(value)
