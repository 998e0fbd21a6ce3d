"""The state of a call that an agent has answered and that lives: is the citizen with somebody?"""

from collections.abc import Iterable, Mapping, Sequence

from hotline.domain.calls.call import CallState
from hotline.domain.facts.facts import Fact
from hotline.domain.facts.stays import Span
from hotline.domain.transfers.transfer import latest_step


def talking_state(facts: Sequence[Fact], spans: Mapping[str, Iterable[Span]], *, held: bool) -> CallState:
    """| the citizen                                               | state   |
    |-----------------------------------------------------------|---------|
    | has been put on hold by the telephone of an agent         | held    |
    | is with somebody, or was when there has been no transfer  | talking |
    | was sent to the queue's head                              | queued  |
    | is between two people: hears music, or a target ringing   | held    |
    """
    if held:
        return CallState.HELD
    if any(span.end is None for some in spans.values() for span in some):
        return CallState.TALKING
    step = latest_step(facts)
    if not step:
        return CallState.TALKING
    return CallState.QUEUED if step == "requeued" else CallState.HELD
