"""Supervisions of a changed call: their rows, and the events for supervisors about them."""

from collections.abc import Iterable

from cti.effects.change import Change
from cti.effects.effect import Filing
from hotline.domain.calls.events import Event, EventType
from hotline.store.supervisions import supervisions


def tell_supervisions(change: Change, filing: Filing) -> Iterable[Event]:
    """Write what the call's facts say about its supervisions; returns an event for each one that changed. The end of a
    call ends one whose telephone never rang, too."""
    call = change.after
    if not call.supervisions and (call.live or call.answered_at is None):
        return
    for row in supervisions.tell(filing.connection, call.id, call.supervisions, call.ended_at):
        payload = {"supervision": row.id, "state": row.state, "mode": row.mode, "reason": row.reason}
        yield Event(
            type=EventType.SUPERVISION_UPDATED, at=filing.now, agent=row.supervisor, call=call.id, payload=payload
        )
