"""What the system holds agents back for, on its way into SQL."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection

from cti.domain.agent import Agent, Hold
from cti.store import agents


def hold_and_load(connection: Connection, unanswered: Iterable[str], now: datetime) -> list[Agent]:
    """Hold the agents who did not pick up, let go whose time is over, and give everybody as they are after it."""
    for username in sorted(unanswered):
        agents.hold(connection, username, Hold.NO_ANSWER, now)
    agents.drop_holds_over(connection, now)
    return agents.load_all(connection)
