"""Slows down password guessing, per user and per address, without locking users out.

An attacker uses unknown devices, a user mostly known ones. So there are three kinds of attempts:

- A browser in which this user has logged in before sends a cookie (agent_api.login.device). It has FAILURES of its own,
  which attempts by others, from the same address or for the same user, do not use up.
- An address from which this user has recently logged in has FAILURES for this user, whatever else is tried from there.
- All others have FAILURES per pair of user and address. In addition they share a budget per address (against trying
  many users) and a budget per user (against trying one user from many addresses).

A budget refills slowly. An attempt takes a place in it before the password is checked, so that a hundred simultaneous
attempts are not a hundred free guesses. A success gives the place back, so that a whole shift behind one address can
log in.
"""

import asyncio
import math
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

from agent_api.protocol.problem import Problem
from agent_api.protocol.remote import origin_group

FAILURES = 10  # allowed per pair of user and address, or per device
FORGET_S = 300.0  # after the last failure
ADDRESS_FAILURES, ADDRESS_REFILL_S = 40, 10.0  # for all users from one address; one more each ADDRESS_REFILL_S
USER_FAILURES, USER_REFILL_S = 40, 60.0  # for one user from all unknown addresses
AT_ONCE = 4  # attempts of one budget checked at the same time; the others wait, to save CPU
REMEMBERED = 10_000  # of each kind; the oldest are dropped first


class TooManyError(Problem):
    def __init__(self, wait_s: float) -> None:
        seconds = max(1, math.ceil(wait_s))
        retry = {"Retry-After": str(seconds)}
        super().__init__(429, f"Too many failed log-ins. Try again in {seconds} seconds.", headers=retry)


@dataclass(kw_only=True)
class Attempt:
    """An attempt in progress; the code that checks the password sets the result. `undecided`: counts as neither, for
    example when the password is right and the one-time code has still to be sent."""

    succeeded: bool = False
    stranger: bool = False
    undecided: bool = False


@dataclass
class _Record:
    """A pair of user and address, or a device."""

    failures: int = 0
    last_at: float = 0.0
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


@dataclass
class _Budget:
    """The failures left at time `at`; `checking` is the number of attempts in progress, each of which may fail."""

    left: float
    at: float
    checking: int = 0
    moved: asyncio.Condition = field(default_factory=asyncio.Condition)


class Throttle:
    """`clock` returns monotonic seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._records: OrderedDict[tuple[str, str], _Record] = OrderedDict()
        self._addresses = _Budgets(clock, ADDRESS_FAILURES, ADDRESS_REFILL_S)
        self._users = _Budgets(clock, USER_FAILURES, USER_REFILL_S)

    @asynccontextmanager
    async def attempt(
        self, username: str, address: str, *, device: str = "", knows_address: bool = False
    ) -> AsyncIterator[Attempt]:
        """Wait for this attempt's turn; raises 429 after too many failures. Set `succeeded` on the attempt that it
        gives.

        `device` names a browser known for this user; `knows_address`: the user has logged in from this address before.
        """
        group, attempt = origin_group(address), Attempt()
        async with AsyncExitStack() as stack:
            if not device and not knows_address:
                attempt.stranger = True
                await stack.enter_async_context(self._addresses.place(group, attempt))
                await stack.enter_async_context(self._users.place(username, attempt))
            key = ("device", device) if device else (username, group)
            await stack.enter_async_context(self._turn(key, attempt))
            yield attempt

    @asynccontextmanager
    async def _turn(self, key: tuple[str, str], attempt: Attempt) -> AsyncIterator[None]:
        record = self._records.setdefault(key, _Record())
        self._records.move_to_end(key)
        _forget_old(self._records)
        async with record.turn:
            self._refuse_guessing(record)
            yield
            if attempt.succeeded:
                record.failures = 0
            elif not attempt.undecided:
                record.failures, record.last_at = record.failures + 1, self._clock()

    def _refuse_guessing(self, record: _Record) -> None:
        wait_s = record.last_at + FORGET_S - self._clock()
        if wait_s <= 0:
            record.failures = 0
        if record.failures >= FAILURES:
            raise TooManyError(wait_s)


class _Budgets:
    """One budget of failures per key."""

    def __init__(self, clock: Callable[[], float], size: int, refill_s: float) -> None:
        self._clock = clock
        self._size = size
        self._refill_s = refill_s
        self._budgets: OrderedDict[str, _Budget] = OrderedDict()

    @asynccontextmanager
    async def place(self, key: str, attempt: Attempt) -> AsyncIterator[None]:
        """Take a place in the budget: waits while attempts in progress may use it up; raises 429 if nothing is left."""
        budget = self._budgets.setdefault(key, _Budget(left=self._size, at=self._clock()))
        self._budgets.move_to_end(key)
        _forget_old(self._budgets)
        async with budget.moved:
            await budget.moved.wait_for(
                lambda: self._left(budget) < 1 or budget.checking < min(AT_ONCE, int(budget.left))
            )
            if budget.left < 1:
                raise TooManyError((1 - budget.left) * self._refill_s)
            budget.checking += 1
        try:
            yield
        except BaseException:  # another limit refused, or SQL is unavailable: the password was not checked
            attempt.undecided = True
            raise
        finally:
            budget.checking -= 1
            budget.left -= not (attempt.succeeded or attempt.undecided)
            async with budget.moved:
                budget.moved.notify_all()

    def _left(self, budget: _Budget) -> float:
        now = self._clock()
        budget.left = min(self._size, budget.left + (now - budget.at) / self._refill_s)
        budget.at = now
        return budget.left


def _forget_old(table: OrderedDict[tuple[str, str], _Record] | OrderedDict[str, _Budget]) -> None:
    while len(table) > REMEMBERED:
        table.popitem(last=False)
