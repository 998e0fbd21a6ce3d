"""The ranking of agents by their callbacks, on which the bonus is based.

A callback counts once, for the agent whose call reached the citizen. A dialling counts as an attempt only if the agent
stayed to its end, so hanging up while it rings, or not answering, gains nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class AgentCounts:
    """One agent's counts. `callbacks`: callbacks taken; `talk_s`: seconds of conversation in them; `answered`: inbound
    calls.
    """

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
    """Rank, username and counts, the best first: by reached, then attempts.

    Equals share a rank, and the next rank is skipped accordingly (1, 1, 3).
    """
    ordered = sorted(counts.items(), key=lambda item: (-item[1].reached, -item[1].attempts, item[0]))
    rank, before = 0, None
    for place, (username, one) in enumerate(ordered, start=1):
        merit = one.reached, one.attempts
        if merit != before:
            rank, before = place, merit
        yield rank, username, one
