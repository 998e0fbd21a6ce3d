"""Tables as files: their columns with the words over them in both languages, and which form is asked for."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any, Generic, Literal, TypeVar

T = TypeVar("T")

Cell = str | int | float | datetime | None
Language = Literal["zh", "en"]
Format = Literal["json", "csv", "xlsx"]
Words = tuple[str, str]  # Chinese, English

CSV_TYPE = "text/csv"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILE_TYPES = (CSV_TYPE, XLSX_TYPE)
_TYPES: Mapping[str, Format] = {CSV_TYPE: "csv", XLSX_TYPE: "xlsx", "application/json": "json"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Column(Generic[T]):
    """`value` gives the cell of an item, in the centre's time zone if it is a moment; `codes` are words for its
    values."""

    title: Words
    value: Callable[[T], Cell]
    codes: Mapping[str, Words] | None = None

    def cell(self, item: T, language: Language) -> Cell:
        value = self.value(item)
        if self.codes is not None and isinstance(value, str) and value in self.codes:
            return said(self.codes[value], language)
        return value


def field(name: str, zh: str, en: str, codes: Mapping[str, Words] | None = None) -> Column[Any]:
    """The column of an attribute."""
    return Column(title=(zh, en), value=attrgetter(name), codes=codes)


def said(words: Words, language: Language) -> str:
    return words[0 if language == "zh" else 1]


def header(columns: Sequence[Column[T]], language: Language) -> list[Cell]:
    return [said(column.title, language) for column in columns]


def cells(columns: Sequence[Column[T]], items: Iterable[T], language: Language) -> list[list[Cell]]:
    return [[column.cell(item, language) for column in columns] for item in items]


def preferred(accept: str) -> Format:
    """The form that the header Accept likes best: JSON, unless another is liked better or named before it."""
    liking: dict[Format, float] = {}
    for part in accept.split(","):
        kind, *parameters = (piece.strip().lower() for piece in part.split(";"))
        if kind in _TYPES:
            liking[_TYPES[kind]] = _quality(parameters)
    liked = [form for form in liking if liking[form] > 0]
    return max(liked, key=lambda form: liking[form]) if liked else "json"  # of equals the first


def _quality(parameters: Iterable[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0
