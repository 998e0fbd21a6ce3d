"""Events of calls for the agents with a part in a changed call."""

from collections.abc import Iterable

from cti.effects.change import Change
from cti.effects.effect import Filing
from hotline.domain.calls.events import Event, call_events


def tell_agents(change: Change, filing: Filing) -> Iterable[Event]:
    """By the table of hotline.domain.calls.events."""
    return call_events(change.before, change.after, filing.owners, filing.now)
