"""Watches what is owed. Duties are opened and settled where calls are filed (cti.service.filing); as long as this role
does not dial, agents and supervisors find them in the list and on the wall.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from cti.store.engine import reading
from cti.store.today import Owed, owed

log = logging.getLogger(__name__)

EVERY_S = 10.0


class Watch:
    """What is owed, as last seen."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._clock = clock
        self.seen = Owed(count=0, oldest=None)

    async def run(self) -> None:
        while True:
            try:
                seen = await asyncio.to_thread(self._look)
            except DBAPIError as error:
                log.warning("SQL does not answer: %s", error.orig)
            else:
                if seen.count != self.seen.count:
                    log.info("%d callbacks are owed", seen.count)
                self.seen = seen
            await asyncio.sleep(EVERY_S)

    def as_json(self) -> dict[str, object]:
        return self.seen.as_json(self._clock())

    def _look(self) -> Owed:
        with reading(self._engine) as connection:
            return owed(connection)
