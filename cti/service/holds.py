"""What the system holds agents back for, on its way into SQL."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection

from cti.domain.agent import Agent, Hold
from cti.store import agents


def hold_and_load(connection: Connection, unanswered: Iterable[str], now: datetime) -> list[Agent]:
    """Hold the agents who did not pick up, and give everybody as they are after it."""
    for username in sorted(unanswered):
        if agents.get(connection, username) is not None:
            agents.hold(connection, username, Hold.NO_ANSWER, now)
    return agents.load_all(connection)
