"""Limits how many different numbers of strangers a user may search for within an hour.

They are counted from the log of looks, so that a restart gives nobody a new budget. Searches that this process has
allowed since are added, so that many simultaneous requests do not all find the budget unspent.
"""

from datetime import datetime, timedelta

from agent_api.protocol.problem import Problem
from hotline.domain.agents.agent import Agent, Role
from hotline.runtime.database import Database
from hotline.store.privacy import looks
from hotline.store.reports import alarms

HOUR = timedelta(hours=1)
SUPERVISORS_TIMES = 10  # they see all numbers anyway, so they have no reason to guess, and they handle more numbers
_SEE_ALL = frozenset({Role.SUPERVISOR, Role.ADMIN})


class Budget:
    def __init__(self, database: Database, numbers_per_hour: int) -> None:
        self._database = database
        self._numbers_per_hour = numbers_per_hour
        self._asked: dict[str, dict[str, datetime]] = {}

    async def spend(self, who: Agent, number_hash: str, now: datetime) -> None:
        """Count a search by this number; raises Problem and an alarm if it exceeds the budget."""
        stored = await self._database.read(looks.asked_by, who.username, now - HOUR)
        asked = self._asked.setdefault(who.username, {})
        asked |= stored
        for old in [one for one, at in asked.items() if at < now - HOUR]:
            del asked[old]
        most = self._numbers_per_hour * (SUPERVISORS_TIMES if who.role in _SEE_ALL else 1)
        if number_hash not in asked and len(asked) >= most:
            await self._database.write(alarms.raise_alarm, alarms.AlarmKind.LOOKS_BUDGET, who.username, now)
            left_s = max(1, int((min(asked.values()) + HOUR - now).total_seconds()) + 1) if asked else 3600
            raise Problem(
                429,
                f"You have searched by {most} different numbers within an hour that you have nothing to do with. "
                "Wait, or ask a supervisor. Supervisors have been told.",
                headers={"Retry-After": str(left_s)},
            )
        asked[number_hash] = now
