"""The transaction that writes changed calls with all their effects, and the events about them.

To add an effect, write it in its own module and put it into EFFECTS after everything that it needs.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from cti.effects.alarms import unknown_number
from cti.effects.callbacks import callback_of_inbound, callback_of_placed
from cti.effects.change import Change
from cti.effects.effect import Effect, begin, each
from cti.effects.events import tell_agents
from cti.effects.half_hours import count_calls
from cti.effects.legs import save_legs
from cti.effects.notices import close_noticed
from cti.effects.plans import plan_what_was_dialled, read_plans
from cti.effects.records import save_calls
from cti.effects.supervisions import tell_supervisions
from cti.effects.surveys import follow_up_the_dissatisfied
from cti.effects.tickets import give_tickets, learn_callers, number_tickets, open_tickets
from cti.effects.transfers import tell_transfers
from cti.effects.wrap_up import wrap_up_after_transfer
from hotline.domain.calls.owners import Owners
from hotline.domain.calls.projection import project
from hotline.domain.facts.facts import Fact, FactKind
from hotline.settings.hotline import Hotline
from hotline.store import outbox

# Applied from top to bottom, with the reason for each position. Events are sent in the same order.
EFFECTS: tuple[Effect, ...] = (
    each(tell_agents),  # first: the screen pop comes before everything that follows from it
    read_plans,  # before the tickets: a call that was placed for a ticket opens none
    each(plan_what_was_dialled),  # likewise; and the call's row contains what was planned
    number_tickets,  # before the calls: a call's row names its ticket
    each(callback_of_inbound),  # before the calls: the row of a missed call names its callback
    each(follow_up_the_dissatisfied),  # before the calls, likewise; after what the call itself has settled
    each(unknown_number),  # anywhere
    save_calls,  # before all rows that refer to a call's
    save_legs,  # after the calls: a leg refers to its call
    open_tickets,  # after the calls: a ticket refers to its call
    close_noticed,  # after the tickets have been opened
    give_tickets,  # after the tickets have been opened
    learn_callers,  # after the tickets have been opened
    # after all inbound calls: a citizen who got through in the same batch is owed nothing more
    each(callback_of_placed),
    each(tell_transfers),  # after the calls: a transfer that was keyed takes the ticket from its call's row
    each(tell_supervisions),  # after the calls: a supervision refers to its call
    each(wrap_up_after_transfer),  # reads the transfers' rows; after callback_of_placed, which ends CALLBACK too
    count_calls,  # last: other writers of the sums wait from here to the end of the transaction
)


def file_changes(
    connection: Connection, hotline: Hotline, changes: Sequence[Change], owners: Owners, now: datetime
) -> None:
    """Write the changes. `owners` are the extensions' owners at the time they rang."""
    filing = begin(connection, hotline, changes, owners, now)
    outbox.put(connection, [event for effect in EFFECTS for event in effect(filing)])


def warm_up(connection: Connection, hotline: Hotline, now: datetime) -> None:
    """Write and roll back a dummy call that rings a telephone, so that SQLAlchemy has compiled its statements before
    the first citizen waits for them."""
    facts = [
        Fact(kind=FactKind.ARRIVED, channel="-", at=now),
        Fact(kind=FactKind.LEG, channel="-.1", at=now, data={"linkedid": "-"}),
    ]
    call = project("-", facts)
    assert call is not None  # it has arrived
    with connection.begin_nested() as attempt:
        file_changes(connection, hotline, [Change(before=None, after=call, facts=facts)], Owners(), now)
        attempt.rollback()
