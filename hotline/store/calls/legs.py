"""Legs in SQL: the agents' parts in a call, one row per telephone that rang."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select

from hotline.store.rows import rows
from hotline.store.tables import call_legs
from hotline.store.upsert import upsert

_OF = select(call_legs).where(call_legs.c.call.in_(bindparam("calls", expanding=True)))
_OF_ONE = select(call_legs).where(call_legs.c.call == bindparam("call"))
_WHO = select(call_legs.c.call, call_legs.c.agent).where(
    call_legs.c.call.in_(bindparam("calls", expanding=True)), call_legs.c.agent.is_not(None)
)


@dataclass(frozen=True, kw_only=True, slots=True)
class LegRow:
    """A row of `call_legs`; `wait_s` is how long the telephone rang."""

    call: str
    channel: str
    extension: str
    agent: str | None
    started_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    wait_s: float
    talk_s: float
    on_hold: bool = False
    dialling: str | None = None
    picked_up_at: datetime | None = None


_COLUMNS = tuple(field.name for field in fields(LegRow))


def of_calls(connection: Connection, call_ids: Collection[str]) -> dict[str, list[LegRow]]:
    """The legs of each of these calls, in the order in which their telephones rang."""
    found: dict[str, list[LegRow]] = {call: [] for call in call_ids}
    if found:
        for leg in _legs(connection, list(found)):
            found[leg.call].append(leg)
    for legs in found.values():
        # sorted here, because PostgreSQL would sort text by its locale
        legs.sort(key=lambda leg: (leg.started_at, leg.channel))
    return found


def _legs(connection: Connection, call_ids: Sequence[str]) -> list[LegRow]:
    """One call is what is asked for most, and a list of parameters costs more than one."""
    if len(call_ids) == 1:
        return rows(connection, LegRow, _OF_ONE, {"call": call_ids[0]})
    return rows(connection, LegRow, _OF, {"calls": call_ids})


def agents_of(connection: Connection, call_ids: Collection[str]) -> dict[str, frozenset[str]]:
    """The agents whose telephones rang in each of these calls."""
    found: dict[str, set[str]] = {call: set() for call in call_ids}
    if found:
        for call, agent in connection.execute(_WHO, {"calls": list(found)}):
            found[call].add(agent)
    return {call: frozenset(agents) for call, agents in found.items()}


def save(connection: Connection, legs: Mapping[str, Sequence[LegRow]], stored: Collection[str]) -> None:
    """Make the stored legs of these calls equal to the given ones; `stored` are the calls that may have legs already.
    Only differences are written.
    """
    before = {(leg.call, leg.channel): leg for some in of_calls(connection, stored).values() for leg in some}
    wanted = {(leg.call, leg.channel): leg for some in legs.values() for leg in some}
    changed = [leg for key, leg in wanted.items() if before.get(key) != leg]
    upsert(connection, call_legs, [{name: getattr(leg, name) for name in _COLUMNS} for leg in changed])
    for call, channel in before.keys() - wanted.keys():
        connection.execute(delete(call_legs).where(call_legs.c.call == call, call_legs.c.channel == channel))
