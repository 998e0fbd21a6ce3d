"""Typed rows: each noun has a frozen dataclass whose fields are the columns, created from the row."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

from sqlalchemy import Connection, Select

T = TypeVar("T")
NONE: Mapping[str, Any] = MappingProxyType({})


def rows(
    connection: Connection, make: Callable[..., T], query: Select[Any], values: Mapping[str, Any] = NONE
) -> list[T]:
    """All rows. `make` gets the columns by name; `values` are those of the query's bindparams."""
    return [make(**dict(zip(row._fields, row, strict=True))) for row in connection.execute(query, values)]


def row(
    connection: Connection, make: Callable[..., T], query: Select[Any], values: Mapping[str, Any] = NONE
) -> T | None:
    """The only row, if there is one."""
    found = connection.execute(query, values).one_or_none()
    return None if found is None else make(**dict(zip(found._fields, found, strict=True)))


def reader(make: Callable[..., T]) -> Callable[[Connection, Select[Any]], list[T]]:
    """A function that reads all rows of a query, for hotline.store.pages."""
    return lambda connection, query: rows(connection, make, query)
