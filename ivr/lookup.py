"""What SQL knows of a caller. After LOOKUP_S at the latest the call goes on without it, whatever the database does."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotInTime
from datetime import datetime

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from hotline.domain.numbers.number import Number
from hotline.store.callers import callers
from hotline.store.engine import reading
from ivr.decide import Standing

LOOKUP_S = 1.0
WORKERS = 8

log = logging.getLogger(__name__)


class Lookup:
    """Queries the database in its own threads, so that a hung database blocks these and no call."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime], given_up_s: float) -> None:
        self._engine = engine
        self._given_up_s = given_up_s
        self._clock = clock
        self._workers = ThreadPoolExecutor(WORKERS, thread_name_prefix="lookup")

    def standing(self, number: Number) -> Standing | None:
        """The caller's standing; None if it cannot be found out."""
        if not number.diallable:
            return None
        question = self._workers.submit(self._ask, number.text)
        try:
            return question.result(LOOKUP_S)
        except NotInTime:
            question.cancel()
            log.warning("the database has not answered within %s s", LOOKUP_S)
        except SQLAlchemyError as error:
            log.warning("the database does not answer: %s", type(error).__name__)
        return None

    def close(self) -> None:
        self._workers.shutdown(wait=False, cancel_futures=True)

    def _ask(self, number: str) -> Standing:
        with reading(self._engine) as connection:
            return callers.standing(connection, number, self._clock(), self._given_up_s)
