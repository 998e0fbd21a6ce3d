"""The ranking of agents by their callbacks, which the bonus is paid by.

A duty counts once, for the agent whose call reached the citizen. A dialling counts as an attempt when the agent stayed
for its end: who hangs up while it rings, or does not pick up, wins nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class AgentCounts:
    """What one agent did. `callbacks`: duties taken; `talk_s`: seconds of conversation in them; `answered`: inbound
    calls."""

    callbacks: int = 0
    reached: int = 0
    attempts: int = 0
    talk_s: float = 0.0
    answered: int = 0

    def __add__(self, other: "AgentCounts") -> "AgentCounts":
        return AgentCounts(
            callbacks=self.callbacks + other.callbacks,
            reached=self.reached + other.reached,
            attempts=self.attempts + other.attempts,
            talk_s=self.talk_s + other.talk_s,
            answered=self.answered + other.answered,
        )


def ranked(counts: Mapping[str, AgentCounts]) -> Iterator[tuple[int, str, AgentCounts]]:
    """Rank, username and counts, the best first: by reached, then attempts. Equals share the rank, and the next one is
    that of their number (1, 1, 3)."""
    ordered = sorted(counts.items(), key=lambda item: (-item[1].reached, -item[1].attempts, item[0]))
    rank, before = 0, None
    for place, (username, one) in enumerate(ordered, start=1):
        merit = one.reached, one.attempts
        if merit != before:
            rank, before = place, merit
        yield rank, username, one
