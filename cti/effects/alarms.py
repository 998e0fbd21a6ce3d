"""Alarms that a changed call raises."""

from collections.abc import Iterable

from cti.effects.change import Change
from cti.effects.effect import Filing
from hotline.domain.calls.events import Event
from hotline.domain.numbers.number import normalise
from hotline.store.reports import alarms


def unknown_number(change: Change, filing: Filing) -> Iterable[Event]:
    """A citizen dialled a number that belongs to no queue: reported once per call."""
    if change.after.unknown_number and (change.before is None or not change.before.unknown_number):
        called = normalise(change.after.called, filing.hotline.centre.area_code).text
        alarms.raise_alarm(filing.connection, alarms.AlarmKind.UNKNOWN_NUMBER, called, filing.now)
    return ()
