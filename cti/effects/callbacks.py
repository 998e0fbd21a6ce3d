"""Callbacks: what a changed call means for them (hotline.commands.duties)."""

from collections.abc import Iterable

from cti.effects.change import Change
from cti.effects.effect import Filing
from hotline.commands.duties import Duties
from hotline.domain.calls.events import Event
from hotline.domain.numbers.number import normalise


def callback_of_inbound(change: Change, filing: Filing) -> Iterable[Event]:
    """A missed call opens a callback or joins one; an answered call settles its number's callback."""
    call = change.after
    if not change.is_inbound:
        return ()
    duties = Duties(filing.connection, filing.hotline, filing.now)
    caller = normalise(call.caller, filing.hotline.centre.area_code)
    callback = duties.of_inbound(call, caller, filing.callbacks.get(call.id))
    if callback is not None:
        filing.callbacks[call.id] = callback
    return duties.events


def callback_of_placed(change: Change, filing: Filing) -> Iterable[Event]:
    """A call that we placed has reached the citizen or ended: so do its plan and its callback, unless it is to be tried
    again.
    """
    plan = filing.plans.get(change.after.id)
    if plan is None:
        return ()
    duties = Duties(filing.connection, filing.hotline, filing.now)
    duties.of_placed(change.after, plan)
    return duties.events
