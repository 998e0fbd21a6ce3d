"""What an effect is, and what it gets.

An effect writes to SQL what follows from changed calls, inside the transaction that records them, and returns the
events for agents. Effects may be repeated: a batch that the database refused is written again, call by call
(cti.intake.ledger).
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
    """One transaction and the changes that it writes. `owners` are the extensions' owners at the time they rang.

    The dictionaries are by call id. Effects fill them for later effects (cti.effects.filing.EFFECTS).
    """

    connection: Connection
    hotline: Hotline
    changes: Sequence[Change]
    owners: Owners
    now: datetime
    filed: frozenset[str] = frozenset()  # calls that SQL knows already
    plans: dict[str, Placed] = field(default_factory=dict)  # of the calls that we placed
    own_tickets: dict[str, str] = field(default_factory=dict)  # opened for the call itself
    # those of them that get their numbers in this transaction
    new_tickets: dict[str, str] = field(default_factory=dict)
    callbacks: dict[str, int] = field(default_factory=dict)  # the callback that an inbound call belongs to

    def ticket_of(self, call: Call) -> str | None:
        """The ticket that the call belongs to; for a call that we placed, preferably the one it was placed for."""
        plan = self.plans.get(call.id)
        return (plan.ticket if plan else None) or self.own_tickets.get(call.id)


Effect = Callable[[Filing], Iterable[Event]]
ChangeEffect = Callable[[Change, Filing], Iterable[Event]]


def begin(connection: Connection, hotline: Hotline, changes: Sequence[Change], owners: Owners, now: datetime) -> Filing:
    """A filing with what SQL knows of these calls."""
    known = calls.filed(connection, [change.after.id for change in changes])
    return Filing(
        connection=connection,
        hotline=hotline,
        changes=changes,
        owners=owners,
        now=now,
        filed=frozenset(known),
        own_tickets={call: row.ticket for call, row in known.items() if row.ticket},
        callbacks={call: row.callback for call, row in known.items() if row.callback is not None},
    )


def each(effect: ChangeEffect) -> Effect:
    """Make an effect of one change an effect of all changes of a filing."""

    def of_all(filing: Filing) -> Iterable[Event]:
        for change in filing.changes:
            yield from effect(change, filing)

    return of_all
