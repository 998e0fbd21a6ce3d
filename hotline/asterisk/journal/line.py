"""A line of the journal: the fields of asterisk/log/cel-custom/Master.csv, in their order, all quoted as CSV."""

import csv
import re
from collections.abc import Mapping

CEL_FIELDS: dict[str, str] = {
    "event": "eventenum",
    "time": "eventtime",
    "uniqueid": "CHANNEL(uniqueid)",
    "linkedid": "CHANNEL(linkedid)",
    "channel": "CHANNEL(channame)",
    "context": "CHANNEL(context)",
    "exten": "CHANNEL(exten)",
    "caller": "CALLERID(num)",
    "caller_name": "CALLERID(name)",
    "called": "CALLERID(dnid)",
    "accountcode": "CHANNEL(accountcode)",
    "app": "CHANNEL(appname)",
    "appdata": "CHANNEL(appdata)",
    "peer": "BRIDGEPEER",
    "user_event": "userdeftype",
    "extra": "eventextra",
}
"""Name of a column → Asterisk's name for it. `eventtime` is seconds since the epoch with six decimals."""

_NAMES = tuple(CEL_FIELDS)
_EVENT = re.compile("[A-Z_]+")
_BEGINNING = re.compile(r'"[A-Z_]+","\d+\.\d{6}","')


def parse(line: str) -> Mapping[str, str] | None:
    """A line as fields by name, or None for an incomplete one.

    If Asterisk dies while it writes, the next Asterisk continues in the same line: then the later part is taken as the
    line. The same happens after a power cut, which may leave zeros at the end of a file.
    """
    fields = _fields(line)
    if fields is not None:
        return fields
    *_, last = [0, *(match.start() for match in _BEGINNING.finditer(line))]
    return _fields(line[last:]) if last else None


def _fields(line: str) -> Mapping[str, str] | None:
    try:
        (values,) = csv.reader([line], strict=True)
    except (csv.Error, ValueError):
        return None
    if len(values) != len(_NAMES) or not _EVENT.fullmatch(values[0]):
        return None
    return dict(zip(_NAMES, values, strict=True))
