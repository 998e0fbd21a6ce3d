"""Who may change a ticket: its agent, supervisors, and agents who have, or lately had, a call or callback with its
citizen. Everybody else may add notes, which bear their name and overwrite nothing."""

from datetime import datetime

from sqlalchemy import Connection

from hotline.commands.errors import NotYoursError
from hotline.domain.agents.agent import Agent, Role
from hotline.store.callers import dealings
from hotline.store.tickets.ticket_rows import TicketRow

_ALWAYS = frozenset({Role.SUPERVISOR, Role.ADMIN})


def may_work_on(connection: Connection, ticket: TicketRow, who: Agent, now: datetime) -> bool:
    if who.role in _ALWAYS or ticket.agent == who.username:
        return True
    return dealings.is_dealing_with(connection, who.username, ticket.caller, now)


def check_may_change(connection: Connection, ticket: TicketRow, who: Agent, now: datetime) -> None:
    """Raise NotYoursError unless this user may change the ticket."""
    if not may_work_on(connection, ticket, who, now):
        whose = f"{ticket.agent}'s" if ticket.agent else "nobody's yet"
        raise NotYoursError(f"This ticket is {whose}, and you have no call of its citizen. Write a note on it instead.")


def check_may_ring_about(connection: Connection, ticket: TicketRow, who: Agent, now: datetime) -> None:
    """Raise NotYoursError unless this user may place a call for the ticket: as above, and anybody while it has no
    agent."""
    if ticket.agent is not None and not may_work_on(connection, ticket, who, now):
        raise NotYoursError(f"This ticket is {ticket.agent}'s. Ring without a ticket, or write a note on it for them.")
