"""Reads a spreadsheet as Excel does: what is a formula shows as one."""

import io
import re
import zipfile
from xml.etree import ElementTree

_NS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def read_xlsx(content: bytes) -> dict[str, list[list[object]]]:
    """The rows of each sheet by its title; a formula is a tuple, so that it equals no text."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        titles = [sheet.attrib["name"] for sheet in book.iterfind("m:sheets/m:sheet", _NS)]
        return {
            title: _rows(ElementTree.fromstring(archive.read(f"xl/worksheets/sheet{number}.xml")))
            for number, title in enumerate(titles, start=1)
        }


def _rows(sheet: ElementTree.Element) -> list[list[object]]:
    return [_row(row) for row in sheet.iterfind("m:sheetData/m:row", _NS)]


def _row(row: ElementTree.Element) -> list[object]:
    values: list[object] = []
    for cell in row.iterfind("m:c", _NS):
        column = ord(cell.attrib["r"][0]) - ord("A")
        values += [None] * (column - len(values))
        values.append(_value(cell))
    return values


def _value(cell: ElementTree.Element) -> object:
    formula = cell.find("m:f", _NS)
    if formula is not None:
        return ("formula", formula.text)
    text = cell.find("m:is/m:t", _NS)
    if text is not None:
        return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text.text or "")
    number = cell.find("m:v", _NS)
    return float(number.text or "") if number is not None else None
