"""When the carrier refuses our calls: the rule by which callbacks pause. The time is passed in.

Such a refusal has nothing to do with the citizen, so it does not count as an attempt. The next number would meet it
too: callbacks pause, longer with each refusal in a row, and then one call at a time tests whether the carrier accepts
calls again.

| refusals in a row | callbacks pause for | then                           |
|-------------------|---------------------|--------------------------------|
| 0                 | not at all          | as many as lines and hours allow |
| 1 / 2 / 3         | 15 s / 30 s / 1 min | one at a time                  |
| 4 / 5 / 6 or more | 2 / 5 / 10 min      | one at a time                  |

Any response from a citizen's telephone (busy, no answer, …) ends the pause: the carrier has put that call through.
Calls that agents dial themselves are not held back; their results count as well.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from hotline.domain.facts.failure import Failure

RESTS_S = (15.0, 30.0, 60.0, 120.0, 300.0, 600.0)

REFUSALS = frozenset({Failure.REFUSED, Failure.OURS, Failure.NETWORK})
CARRIED = frozenset({Failure.BUSY, Failure.NO_ANSWER, Failure.UNREACHABLE, Failure.NO_SUCH_NUMBER})


@dataclass(frozen=True, kw_only=True)
class Refusals:
    """Refusals in a row until now; `answer` is the SIP status of the last one, "" if there was none."""

    count: int
    last_at: datetime
    answer: str

    @property
    def rest_until(self) -> datetime:
        return self.last_at + timedelta(seconds=RESTS_S[min(self.count, len(RESTS_S)) - 1])

    def as_json(self) -> dict[str, object]:
        return {"until": self.rest_until.isoformat(), "refusals": self.count, "answer": self.answer}


def callbacks_allowed(refusals: Refusals | None, *, lines: int, under_way: int, now: datetime) -> int:
    """How many more callbacks may be started when `lines` are free and `under_way` are being dialled."""
    if refusals is None:
        return lines
    if now < refusals.rest_until:
        return 0
    return min(lines, max(0, 1 - under_way))
