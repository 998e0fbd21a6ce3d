"""What an effect is, and what it is given.

An effect writes into SQL what follows from changed calls, inside the transaction that files them, and returns the
events that tell agents of it. Each may be repeated without harm: a batch that the database refused is filed again, call
by call (cti.intake.ledger).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from cti.effects.change import Change
from hotline.domain.calls.call import Call
from hotline.domain.calls.events import Event
from hotline.domain.calls.owners import Owners
from hotline.settings.hotline import Hotline
from hotline.store.calls import calls
from hotline.store.calls.placed import Placed


@dataclass(kw_only=True)
class Filing:
    """One transaction and the changes that it files. `owners` says whose each telephone was when it rang.

    The dictionaries are by call id. Effects fill them for the effects after them (cti.effects.filing.EFFECTS).
    """

    connection: Connection
    hotline: Hotline
    changes: Sequence[Change]
    owners: Owners
    now: datetime
    filed: frozenset[str] = frozenset()  # calls that SQL has already
    plans: dict[str, Placed] = field(default_factory=dict)  # of the calls that we placed
    own_tickets: dict[str, str] = field(default_factory=dict)  # opened for the call itself
    new_tickets: dict[str, str] = field(default_factory=dict)  # those of them that this transaction numbers
    callbacks: dict[str, int] = field(default_factory=dict)  # the duty that an inbound call is part of

    def ticket_of(self, call: Call) -> str | None:
        """The ticket that the call hangs on: of a call that we placed, first the one that it was placed for."""
        plan = self.plans.get(call.id)
        return (plan.ticket if plan else None) or self.own_tickets.get(call.id)


Effect = Callable[[Filing], Iterable[Event]]
ChangeEffect = Callable[[Change, Filing], Iterable[Event]]


def begin(connection: Connection, hotline: Hotline, changes: Sequence[Change], owners: Owners, now: datetime) -> Filing:
    """A filing that knows what SQL has of these calls."""
    known = calls.filed(connection, [change.after.id for change in changes])
    return Filing(
        connection=connection,
        hotline=hotline,
        changes=changes,
        owners=owners,
        now=now,
        filed=frozenset(known),
        own_tickets={call: row["ticket"] for call, row in known.items() if row["ticket"]},
        callbacks={call: row["callback"] for call, row in known.items() if row["callback"] is not None},
    )


def each(effect: ChangeEffect) -> Effect:
    """The effect of one change, for all changes of a filing."""

    def of_all(filing: Filing) -> Iterable[Event]:
        for change in filing.changes:
            yield from effect(change, filing)

    return of_all
