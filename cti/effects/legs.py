"""The agents' parts in each changed call: of all calls in one query, and in one statement what is not as it was."""

from collections.abc import Iterable

from cti.effects.effect import Filing
from hotline.domain.calls.call import Call, Leg
from hotline.domain.calls.events import Event
from hotline.domain.calls.owners import Owners
from hotline.store.calls import legs
from hotline.store.calls.legs import LegRow


def save_legs(filing: Filing) -> Iterable[Event]:
    calls = [change.after for change in filing.changes]
    rang = {call.id: [_row(call, leg, filing.owners) for leg in call.legs] for call in calls}
    legs.save(filing.connection, rang, rang.keys() & filing.filed)
    return ()


def _row(call: Call, leg: Leg, owners: Owners) -> LegRow:
    return LegRow(
        call=call.id,
        channel=leg.channel,
        extension=leg.extension,
        agent=owners.of_leg(leg),
        started_at=leg.started_at,
        picked_up_at=leg.picked_up_at,
        answered_at=leg.answered_at,
        ended_at=leg.ended_at,
        wait_s=(
            (leg.picked_up_at or leg.answered_at or leg.ended_at or leg.started_at) - leg.started_at
        ).total_seconds(),
        talk_s=leg.talk_s,
        on_hold=leg.on_hold,
        dialling=call.dialling.value if call.dialling and leg.ringing else None,
    )
