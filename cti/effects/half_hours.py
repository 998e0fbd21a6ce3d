"""The sums by half hours: each inbound call is added when it is over, and what changes afterwards is counted again."""

from collections.abc import Iterable

from cti.effects.change import Change
from cti.effects.effect import Filing
from hotline.domain.calls.events import Event
from hotline.store.calls import half_hours


def count_calls(filing: Filing) -> Iterable[Event]:
    zone = filing.hotline.centre.zone
    limits = {queue.name: queue.service_level_s for queue in filing.hotline.queues}
    inbound = [change for change in filing.changes if change.is_inbound]
    over = {change.after.id: change.after.started_at for change in inbound if _is_newly_over(change)}
    half_hours.add(filing.connection, over, zone, limits)
    corrected = [call for change in inbound if _was_over(change) for call in (change.before, change.after) if call]
    half_hours.mark(filing.connection, [call.started_at for call in corrected])
    return ()


def _is_newly_over(change: Change) -> bool:
    return change.after.outcome is not None and not _was_over(change)


def _was_over(change: Change) -> bool:
    return change.before is not None and change.before.outcome is not None
