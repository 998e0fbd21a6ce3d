"""Detects guessing: one address that tries many users, or one user who is tried from many addresses.

People mistype their own password at their own desk. So the rule counts the different users that fail from an address
and the addresses that fail for a user, within WINDOW_S; and all failures of one user.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from hotline.store.reports.alarms import AlarmKind

WINDOW_S = 600.0
MANY_USERS = 10  # from one address
MANY_ADDRESSES = 5  # for one user
MANY_FAILURES = 20  # for one user
REMEMBERED = 5_000


@dataclass
class _Seen:
    """Start of the window, count, and the different users or addresses; reported once per window."""

    since: float
    failures: int = 0
    others: set[str] = field(default_factory=set)
    told: bool = False


class GuessWatch:
    """`clock` returns monotonic seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._addresses: OrderedDict[str, _Seen] = OrderedDict()
        self._users: OrderedDict[str, _Seen] = OrderedDict()

    def failed(self, username: str, address: str, *, exists: bool) -> Iterator[tuple[AlarmKind, str]]:
        """A log-in has failed: returns the alarms to raise, each at most once in WINDOW_S.

        An unknown username may be a mistyped password, so no alarm names it.
        """
        by_address = self._see(self._addresses, address, username)
        if not by_address.told and len(by_address.others) >= MANY_USERS:
            by_address.told = True
            yield AlarmKind.PASSWORD_SPRAYING, address
        if not exists:
            return
        by_user = self._see(self._users, username, address)
        many = len(by_user.others) >= MANY_ADDRESSES or by_user.failures >= MANY_FAILURES
        if not by_user.told and many:
            by_user.told = True
            yield AlarmKind.PASSWORD_GUESSING, username

    def _see(self, table: OrderedDict[str, _Seen], key: str, other: str) -> _Seen:
        now = self._clock()
        seen = table.get(key)
        if seen is None or now - seen.since > WINDOW_S:
            seen = table[key] = _Seen(since=now)
        table.move_to_end(key)
        while len(table) > REMEMBERED:
            table.popitem(last=False)
        seen.failures += 1
        if len(seen.others) < MANY_USERS:
            seen.others.add(other)
        return seen
