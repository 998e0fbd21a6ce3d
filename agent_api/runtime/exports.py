"""How many exports run at once: each keeps a thread busy and a connection open for as long as its reader takes."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from agent_api.protocol.problem import Problem

AT_ONCE = 4
OF_ONE_PERSON = 2


class Exports:
    """`one` raises Problem when there are too many."""

    def __init__(self) -> None:
        self._of: Counter[str] = Counter()

    @contextmanager
    def one(self, username: str) -> Iterator[None]:
        if self._of[username] >= OF_ONE_PERSON or self._of.total() >= AT_ONCE:
            raise Problem(
                503, "Too many exports run at this moment. Try again when one is done.", headers={"Retry-After": "10"}
            )
        self._of[username] += 1
        try:
            yield
        finally:
            self._of[username] -= 1
