"""Pages of lists in SQL, by key instead of offset, so that every page costs the same and no row is skipped or repeated
while new ones come in.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Column, Connection, Select, literal, tuple_

Key = tuple[Any, ...]
T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Page(Generic[T]):
    """Rows in order; `next` is the key of the last row if there are more, to be passed as `after`."""

    rows: Sequence[T]
    next: Key | None


def page(
    connection: Connection,
    read: Callable[[Connection, Select[Any]], list[T]],
    query: Select[Any],
    key: Sequence[Column[Any]],
    *,
    after: Key | None,
    limit: int,
    newest_first: bool = True,
) -> Page[T]:
    """The next `limit` rows of a query, as `read` makes them; the columns of the (unique) `key` are attributes of
    theirs."""
    if after is not None:
        here, there = (
            tuple_(*key),
            tuple_(*(literal(value, column.type) for value, column in zip(after, key, strict=True))),
        )
        query = query.where(here < there if newest_first else here > there)
    ordered = query.order_by(*(column.desc() if newest_first else column.asc() for column in key))
    rows = read(connection, ordered.limit(limit + 1))
    if len(rows) <= limit:
        return Page(rows=rows, next=None)
    rows = rows[:limit]
    return Page(rows=rows, next=tuple(getattr(rows[-1], column.name) for column in key))
