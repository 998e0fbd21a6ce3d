"""Notices when guessing begins: one address that tries many users, or one user who is tried from many addresses.

A person mistypes their own password at their own desk. So what counts is how many different users fail from an address,
and how many addresses fail on a user, within WINDOW_S; and a user who fails very often, wherever from.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from hotline.store.reports.alarms import AlarmKind

WINDOW_S = 600.0
MANY_USERS = 10  # of one address
MANY_ADDRESSES = 5  # of one user
MANY_FAILURES = 20  # of one user
REMEMBERED = 5_000


@dataclass
class _Seen:
    """Since when, how often, and the different others; told once in a window."""

    since: float
    failures: int = 0
    others: set[str] = field(default_factory=set)
    told: bool = False


class GuessWatch:
    """`clock` gives monotonic seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._addresses: OrderedDict[str, _Seen] = OrderedDict()
        self._users: OrderedDict[str, _Seen] = OrderedDict()

    def failed(self, username: str, address: str, *, exists: bool) -> Iterator[tuple[AlarmKind, str]]:
        """A log-in has failed: the alarms that this calls for, each once in WINDOW_S. What was typed as the name of a
        user who does not exist may be a password, so no alarm names it."""
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
