"""Rows of SQL as plain records, column name to value, for those who only read them."""

from typing import Any

from sqlalchemy import Connection, Select

Record = dict[str, Any]


def records(connection: Connection, query: Select[Any]) -> list[Record]:
    return [dict(zip(row._fields, row, strict=True)) for row in connection.execute(query)]


def record(connection: Connection, query: Select[Any]) -> Record | None:
    """The only row, if there is one."""
    row = connection.execute(query).one_or_none()
    return None if row is None else dict(zip(row._fields, row, strict=True))
