"""Tickets as they are read: a row of `tickets` with data of its call."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, case, select

from hotline.domain.calls.call import Direction
from hotline.store.calls import legs
from hotline.store.rows import NONE
from hotline.store.tables import calls, tickets

_RUNG = case((calls.c.direction == Direction.INBOUND.value, calls.c.called), else_="")  # otherwise it is the citizen's
_OF_CALL = (calls.c.agent.label("call_agent"), _RUNG.label("called"), calls.c.called_name, calls.c.origin)
TICKETS = select(tickets, *_OF_CALL).join(calls, calls.c.id == tickets.c.call)


@dataclass(frozen=True, kw_only=True, slots=True)
class TicketRow:
    """`called` is the number that the citizen dialled ("" if we placed the call), `called_name` its name, `origin` the
    desk it came from; `call_agent` talked in the call last, `rang` are the agents whose telephones rang.
    """

    number: str
    call: str
    caller: str
    agent: str | None
    status: str
    category: str
    subject: str
    content: str
    created_at: datetime
    updated_at: datetime
    call_agent: str | None
    called: str
    called_name: str
    origin: str
    rang: frozenset[str]

    def is_of(self, username: str) -> bool:
        """Whether the ticket or its call is this user's."""
        return username in (self.agent, self.call_agent) or username in self.rang


def read(connection: Connection, query: Select[Any], values: Mapping[str, Any] = NONE) -> list[TicketRow]:
    """The tickets of a query that begins with TICKETS."""
    found = [dict(zip(row._fields, row, strict=True)) for row in connection.execute(query, values)]
    rang = legs.agents_of(connection, {columns["call"] for columns in found})
    return [TicketRow(**columns, rang=rang[columns["call"]]) for columns in found]
