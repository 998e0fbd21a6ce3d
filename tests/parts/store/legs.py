"""Legs put straight into SQL, as cti would file them."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, delete, insert

from hotline.store.tables import call_legs


def put_legs(connection: Connection, call: str, legs: Iterable[Mapping[str, Any]], **defaults: Any) -> None:
    """These are the call's legs now; a telephone that rang twice has another channel each time."""
    connection.execute(delete(call_legs).where(call_legs.c.call == call))
    seen: list[str] = []
    for leg in legs:
        columns = {"channel": "phone", "extension": "1001", "wait_s": 0.0, "talk_s": 0.0, **defaults, **leg}
        seen.append(columns["channel"])
        times = seen.count(columns["channel"])
        columns["channel"] += f".{times}" if times > 1 else ""
        connection.execute(insert(call_legs).values(call=call, **columns))
