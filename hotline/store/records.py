"""Rows of SQL as plain records, column name to value, for those who only read them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, Select

Record = dict[str, Any]
NONE: Mapping[str, Any] = MappingProxyType({})


def records(connection: Connection, query: Select[Any], values: Mapping[str, Any] = NONE) -> list[Record]:
    """All rows. `values` are those of the query's bindparams."""
    return [dict(zip(row._fields, row, strict=True)) for row in connection.execute(query, values)]


def record(connection: Connection, query: Select[Any], values: Mapping[str, Any] = NONE) -> Record | None:
    """The only row, if there is one."""
    row = connection.execute(query, values).one_or_none()
    return None if row is None else dict(zip(row._fields, row, strict=True))
