"""Small values that must survive a restart, by name."""

from sqlalchemy import Connection, select

from hotline.store.tables import marks
from hotline.store.upsert import upsert


def get(connection: Connection, name: str) -> str | None:
    return connection.execute(select(marks.c.value).where(marks.c.name == name)).scalar_one_or_none()


def put(connection: Connection, name: str, value: str) -> None:
    upsert(connection, marks, [{"name": name, "value": value}])
