"""Plans of the calls that we placed. A call has a plan in SQL before Asterisk is asked for it; only calls dialled on
the telephone have none.
"""

from collections.abc import Iterable

from cti.effects.change import Change
from cti.effects.effect import Filing
from hotline.domain.calls.events import Event
from hotline.domain.numbers.number import normalise
from hotline.store.calls import placed
from hotline.store.calls.placed import Plan


def read_plans(filing: Filing) -> Iterable[Event]:
    """Read the plans of all calls with one query."""
    ours = [change.after.id for change in filing.changes if not change.is_inbound]
    filing.plans |= placed.of(filing.connection, ours)
    return ()


def plan_what_was_dialled(change: Change, filing: Filing) -> Iterable[Event]:
    """Write a plan for a call that was dialled on the telephone, as sent when the call began.

    This needs the number, which a witness reports a moment after the channel.
    """
    call = change.after
    if change.is_inbound or call.id in filing.plans or not call.called:
        return ()
    extension = call.legs[0].extension
    dialled = Plan(
        id=call.id,
        number=normalise(call.called, filing.hotline.centre.area_code).text,
        agent=filing.owners.at(extension, call.started_at) or extension,
        extension=extension,
        created_at=call.started_at,
        sent_at=call.started_at,
    )
    placed.plan(filing.connection, dialled)
    filing.plans |= placed.of(filing.connection, [call.id])
    return ()
