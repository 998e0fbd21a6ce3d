"""The state of a live call that has been answered: whether the citizen is with somebody."""

from collections.abc import Iterable, Mapping, Sequence

from hotline.domain.calls.call import CallState
from hotline.domain.facts.facts import Fact
from hotline.domain.facts.stays import Span
from hotline.domain.transfers.transfer import latest_step
from hotline.names.marks import TransferStep


def talking_state(facts: Sequence[Fact], spans: Mapping[str, Iterable[Span]], *, held: bool) -> CallState:
    """The state of an answered, live call.

    | the citizen                                                  | state   |
    |--------------------------------------------------------------|---------|
    | is on hold by an agent's telephone                           | held    |
    | is in a bridge with somebody, or there has been no transfer  | talking |
    | was sent to the head of a queue, or by an agent to a queue   | queued  |
    | is between two parties: hears music, or a target ringing     | held    |
    """
    if held:
        return CallState.HELD
    if any(span.end is None for some in spans.values() for span in some):
        return CallState.TALKING
    step = latest_step(facts)
    if not step:
        return CallState.TALKING
    return CallState.QUEUED if step in (TransferStep.REQUEUED, TransferStep.QUEUED) else CallState.HELD
