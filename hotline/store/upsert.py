"""Insert or update, for SQLite and PostgreSQL: every write may be repeated."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Executable, Table
from sqlalchemy.dialects import postgresql, sqlite


def upsert(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write the rows; a row whose primary key exists gets the new values. All rows must have the same columns."""
    if rows:
        statement = _statement(table, connection.dialect.name, tuple(rows[0]))
        connection.execute(statement, [dict(row) for row in rows])


@lru_cache(maxsize=64)
def _statement(table: Table, dialect: str, columns: tuple[str, ...]) -> Executable:
    """Cached: SQLAlchemy takes longer to build `excluded` than SQLite to write the row."""
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    statement = insert(table)
    keys = [column.name for column in table.primary_key]
    changes = {name: statement.excluded[name] for name in columns if name not in keys}
    return statement.on_conflict_do_update(index_elements=keys, set_=changes)
