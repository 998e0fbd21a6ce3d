"""The last refusal of each agent's telephone, so that the agent can be told why it does not work.

The row is removed when the telephone proves its secret. Guesses at an extension whose telephone is registered also
leave a row, so check first whether the telephone is reachable.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import Connection, delete, select

from hotline.domain.agents.telephone import Refusal
from hotline.domain.security.security import RefusalReason, Refused
from hotline.store.tables import phone_refusals
from hotline.store.upsert import upsert


def record(connection: Connection, refusals: Mapping[str, Refused], admitted: Collection[str]) -> None:
    """Record the newest refusal of each extension, and delete those of extensions admitted since."""
    rows = [
        {"extension": extension, "reason": one.reason.value, "address": one.address, "at": one.at}
        for extension, one in refusals.items()
    ]
    upsert(connection, phone_refusals, rows)
    if admitted:
        connection.execute(delete(phone_refusals).where(phone_refusals.c.extension.in_(admitted)))


def since(connection: Connection, moment: datetime) -> dict[str, Refusal]:
    """The last refusal of each extension that was refused since then."""
    rows = connection.execute(select(phone_refusals).where(phone_refusals.c.at >= moment))
    return {row.extension: Refusal(reason=RefusalReason(row.reason), address=row.address, at=row.at) for row in rows}
