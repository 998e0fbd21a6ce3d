"""Tickets of calls: numbered and opened with the call, given to the agent who talks with the citizen."""

from collections.abc import Iterable
from datetime import date

from cti.effects.change import Change
from cti.effects.effect import Filing
from hotline.domain.calls.call import Call, Direction
from hotline.domain.calls.events import Event
from hotline.domain.numbers.number import normalise
from hotline.domain.tickets.ticket import ticket_day
from hotline.store.tickets import tickets
from hotline.store.tickets.tickets import NewTicket, Spoken


def number_tickets(filing: Filing) -> Iterable[Event]:
    """A number for each new call that needs a ticket, in the order in which the calls began.

    The numbers of a day are taken in one statement.
    """
    fresh = [change.after for change in filing.changes if change.after.id not in filing.filed]
    by_day: dict[date, list[Call]] = {}
    for call in sorted(fresh, key=lambda call: (call.started_at, call.id)):
        if _needs_ticket(call, filing):
            by_day.setdefault(ticket_day(call.started_at, filing.hotline.centre.zone), []).append(call)
    for day, some in by_day.items():
        numbers = tickets.take_numbers(filing.connection, day, len(some))
        filing.new_tickets |= {call.id: number for call, number in zip(some, numbers, strict=True)}
    filing.own_tickets |= filing.new_tickets
    return ()


def _needs_ticket(call: Call, filing: Filing) -> bool:
    """Inbound calls need one, and calls that an agent dials without an existing ticket. A callback's calls belong to
    the ticket of the missed call.
    """
    if call.direction is Direction.OUTBOUND:
        plan = filing.plans.get(call.id)
        return plan is None or plan.ticket is None
    return call.direction is Direction.INBOUND


def open_tickets(filing: Filing) -> Iterable[Event]:
    """Open all new tickets in one statement."""
    opened = [
        NewTicket(
            number=filing.new_tickets[change.after.id],
            call=change.after.id,
            caller=_citizen(change, filing),
            agent=filing.owners.speaker(change.after),
            created_at=change.after.started_at,
        )
        for change in filing.changes
        if change.after.id in filing.new_tickets
    ]
    tickets.open_for(filing.connection, opened, filing.now)
    return ()


def give_tickets(filing: Filing) -> Iterable[Event]:
    """Give the ticket to the agent who talks with the citizen now; one query for the tickets of all calls."""
    spoken = [one for change in filing.changes if (one := _spoken(change, filing)) is not None]
    tickets.give_to(filing.connection, spoken, filing.now)
    return ()


def _spoken(change: Change, filing: Filing) -> Spoken | None:
    """The agent who has begun to talk by this change, in a call with a ticket."""
    agent, ticket = filing.owners.speaker(change.after), filing.ticket_of(change.after)
    if not agent or not ticket:
        return None
    if change.before is not None and filing.owners.speaker(change.before) == agent:
        return None
    number = None if change.is_inbound else _dialled(change.after, filing)
    return Spoken(ticket=ticket, agent=agent, call=change.after.id, number=number)


def learn_callers(filing: Filing) -> Iterable[Event]:
    """The caller's number is sometimes known a moment after the call."""
    callers = {}
    for change in filing.changes:
        ticket = filing.ticket_of(change.after)
        if change.is_inbound and ticket and change.before and change.before.caller != change.after.caller:
            callers[ticket] = _caller(change.after, filing)
    tickets.set_callers(filing.connection, callers)
    return ()


def _citizen(change: Change, filing: Filing) -> str:
    """The citizen's number: the caller's, or the one dialled."""
    return _caller(change.after, filing) if change.is_inbound else _dialled(change.after, filing)


def _caller(call: Call, filing: Filing) -> str:
    return normalise(call.caller, filing.hotline.centre.area_code).text


def _dialled(call: Call, filing: Filing) -> str:
    plan = filing.plans.get(call.id)
    return plan.number if plan else ""
