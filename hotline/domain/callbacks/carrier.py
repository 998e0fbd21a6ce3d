"""When the carrier refuses our calls: the rule by which callbacks rest, with the time passed in.

A refusal is no citizen's, so it costs nobody an attempt. It would be the same for the next number: dialling rests,
longer with each refusal in a row, and then one call at a time tries whether the carrier takes calls again.

| refusals in a row | callbacks rest for | then                           |
|-------------------|--------------------|--------------------------------|
| 0                 | not at all         | as many as lines and hours say |
| 1 / 2 / 3         | 15 s / 30 s / 1 min | one at a time                 |
| 4 / 5 / 6 or more | 2 / 5 / 10 min     | one at a time                  |

Any word of a citizen's telephone (busy, no answer, …) ends it: the carrier has carried that call. What an agent dials
of their own is not kept back, and tells as much.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from hotline.domain.facts.failure import Failure

RESTS_S = (15.0, 30.0, 60.0, 120.0, 300.0, 600.0)

REFUSALS = frozenset({Failure.REFUSED, Failure.OURS, Failure.NETWORK})
CARRIED = frozenset({Failure.BUSY, Failure.NO_ANSWER, Failure.UNREACHABLE, Failure.NO_SUCH_NUMBER})


@dataclass(frozen=True, kw_only=True)
class Refusals:
    """Those in a row until now; `answer` is SIP's of the last one, "" where there was none."""

    count: int
    last_at: datetime
    answer: str

    @property
    def rest_until(self) -> datetime:
        return self.last_at + timedelta(seconds=RESTS_S[min(self.count, len(RESTS_S)) - 1])

    def as_json(self) -> dict[str, object]:
        return {"until": self.rest_until.isoformat(), "refusals": self.count, "answer": self.answer}


def callbacks_allowed(refusals: Refusals | None, *, lines: int, under_way: int, now: datetime) -> int:
    """How many callbacks more may be begun when `lines` are free and `under_way` are being dialled."""
    if refusals is None:
        return lines
    if now < refusals.rest_until:
        return 0
    return min(lines, max(0, 1 - under_way))
