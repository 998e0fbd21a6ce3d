"""One call before and after, with the facts that it is made of."""

from collections.abc import Sequence
from dataclasses import dataclass

from hotline.domain.calls.call import Call
from hotline.domain.facts.facts import Fact


@dataclass(frozen=True, kw_only=True)
class Change:
    before: Call | None
    after: Call
    facts: Sequence[Fact]
