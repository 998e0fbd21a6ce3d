"""A call before and after a change, with its facts."""

from collections.abc import Sequence
from dataclasses import dataclass

from hotline.domain.calls.call import Call, Direction
from hotline.domain.facts.facts import Fact


@dataclass(frozen=True, kw_only=True)
class Change:
    """`before` is None for a call that was not known."""

    before: Call | None
    after: Call
    facts: Sequence[Fact]

    @property
    def is_inbound(self) -> bool:
        """Whether a citizen called us; we placed all other calls."""
        return self.after.direction is Direction.INBOUND
