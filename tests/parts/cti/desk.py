"""Calls, step by step, and the result of an effect for each step."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, insert, select

from cti.effects.change import Change
from cti.effects.effect import Effect, Filing, begin
from cti.effects.filing import EFFECTS
from hotline.domain.calls.call import Call
from hotline.domain.calls.events import Event
from hotline.domain.calls.projection import project
from hotline.domain.facts.facts import Fact
from hotline.settings.hotline import parse_hotline
from hotline.store.tables import agents, calls
from tests.parts.facts.people import owners
from tests.parts.facts.stories import CITIZEN, at

HOTLINE = parse_hotline(
    {
        "trunks": [{"name": "carrier", "match": ["127.0.0.2/32"], "contact": "sip:127.0.0.2:5070"}],
        "queues": [{"name": "hotline", "numbers": ["12345"], "wrapup_s": 30}],
    }
)
OWNERS = owners(**{"1001": "wang", "1002": "li"})
LATER = at(1000)


def step(*facts: Fact, after: Change | None = None, call: str = CITIZEN) -> Change:
    """A change to the call made by these facts, following the change `after`."""
    projected = project(call, facts)
    assert projected is not None
    return Change(before=after.after if after else None, after=projected, facts=facts)


class Desk:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def filing(self, *changes: Change, now: datetime = LATER) -> Filing:
        return begin(self.connection, HOTLINE, changes, OWNERS, now)

    def file(self, *changes: Change, until: Effect | None = None, now: datetime = LATER) -> Filing:
        """All effects in their order, or those before `until`; returns the filing as they left it."""
        filing = self.filing(*changes, now=now)
        for effect in EFFECTS:
            if effect is until:
                break
            list(effect(filing))
        return filing

    def events(self, filing: Filing, effect: Effect) -> list[Event]:
        return list(effect(filing))

    def agent(self, username: str, extension: str) -> None:
        values = {"name": "", "role": "agent", "queues": ["hotline"], "password_hash": "", "wish_since": LATER}
        self.connection.execute(insert(agents).values(username=username, extension=extension, **values))

    def rows(self, table: Table) -> list[Mapping[str, Any]]:
        query = select(table).order_by(*table.primary_key)
        return [dict(row) for row in self.connection.execute(query).mappings()]

    def row_of(self, call: Call) -> Mapping[str, Any]:
        """The call's row."""
        (row,) = [row for row in self.rows(calls) if row["id"] == call.id]
        return row
