"""Callers who said that a notice is why they ring: their tickets are closed with its title."""

from collections.abc import Iterable

from cti.effects.effect import Filing
from hotline.domain.calls.events import Event
from hotline.store.calls import notices
from hotline.store.tickets import tickets


def close_noticed(filing: Filing) -> Iterable[Event]:
    """Once, when the call first names its notice."""
    named = {
        ticket: change.after.notice
        for change in filing.changes
        if change.after.notice is not None
        and (change.before is None or change.before.notice is None)
        and (ticket := filing.ticket_of(change.after))
    }
    if not named:
        return ()
    titles = notices.titles(filing.connection, set(named.values()))
    tickets.close_with(
        filing.connection, {ticket: titles.get(notice, "") for ticket, notice in named.items()}, filing.now
    )
    return ()
