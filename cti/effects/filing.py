"""Filing: one transaction that writes what changed in calls, with all that follows from it: tickets, the duty to ring
back, alarms, and the events that tell of it. It may be repeated without harm.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from cti.effects.change import Change
from cti.effects.moved import tell_transfers
from hotline.commands.duties import Duties
from hotline.domain.calls.call import Call, Direction, Leg
from hotline.domain.calls.events import Event, call_events
from hotline.domain.calls.owners import Owners
from hotline.domain.calls.projection import project
from hotline.domain.calls.recording import recording_path
from hotline.domain.calls.routing import hotline_of, queue_for
from hotline.domain.facts.facts import Fact, FactKind
from hotline.domain.numbers.number import Number, normalise
from hotline.domain.tickets.ticket import ticket_day
from hotline.settings.hotline import Hotline
from hotline.store import outbox
from hotline.store.calls import calls, placed
from hotline.store.calls.placed import Placed
from hotline.store.reports import alarms
from hotline.store.tickets import tickets
from hotline.store.tickets.tickets import Spoken


def file_changes(
    connection: Connection, hotline: Hotline, changes: Sequence[Change], owners: Owners, now: datetime
) -> None:
    """Write the changes. `owners` says whose each phone was when it rang."""
    known = calls.filed(connection, [change.after.id for change in changes])
    plans = _plans(connection, hotline, [change.after for change in changes if _is_ours(change.after)], owners)
    duties = Duties(connection, hotline, now)
    fresh = [change.after for change in changes if change.after.id not in known]
    numbers = _ticket_numbers(connection, hotline, [call for call in fresh if _needs_ticket(call, plans.get(call.id))])
    rows, spoken = [], []
    for change in changes:
        call = change.after
        row = _row(hotline, call, owners)
        row["ticket"] = numbers.get(call.id) or known.get(call.id, {}).get("ticket")
        if _is_ours(call):
            row |= _planned(hotline, plans.get(call.id), row["ticket"])
        else:
            row["callback"] = duties.of_inbound(call, _caller(hotline, call), known.get(call.id, {}).get("callback"))
        rows.append(row)
        if row["agent"] and row["ticket"] and (change.before is None or owners.speaker(change.before) != row["agent"]):
            number = row["called"] if _is_ours(call) else None
            spoken.append(Spoken(ticket=row["ticket"], agent=row["agent"], call=call.id, number=number))
        if call.unknown_number and (change.before is None or not change.before.unknown_number):
            alarms.sound(connection, alarms.AlarmKind.UNKNOWN_NUMBER, row["called"], now)
    calls.save(connection, rows, {change.after.id: change.facts for change in changes})
    tickets.open_for(connection, _new_tickets(rows, numbers), now)
    tickets.give_to(connection, spoken, now)
    tickets.set_callers(connection, _learnt_callers(changes, rows))
    for change in changes:
        if change.after.id in plans:
            duties.of_placed(change.after, plans[change.after.id])
    moved = [event for change in changes for event in tell_transfers(connection, hotline, change, owners, now)]
    outbox.put(connection, [*_events(changes, owners, now), *duties.events, *moved])


def rehearse(connection: Connection, hotline: Hotline, now: datetime) -> None:
    """File a call of nobody that rings a phone, and take it back: the first citizen after a start must not wait until
    SQLAlchemy has made the statements.
    """
    facts = [
        Fact(kind=FactKind.ARRIVED, channel="-", at=now),
        Fact(kind=FactKind.LEG, channel="-.1", at=now, data={"linkedid": "-"}),
    ]
    call = project("-", facts)
    assert call is not None  # it has arrived
    with connection.begin_nested() as attempt:
        file_changes(connection, hotline, [Change(before=None, after=call, facts=facts)], Owners(), now)
        attempt.rollback()


def _plans(connection: Connection, hotline: Hotline, ours: Sequence[Call], owners: Owners) -> dict[str, Placed]:
    """The plan of each call that we placed. What an agent dialled on the phone is written as planned and sent."""
    plans = placed.of(connection, [call.id for call in ours])
    unplanned = [call for call in ours if call.id not in plans and call.called]
    for call in unplanned:
        extension = call.legs[0].extension
        placed.plan(
            connection,
            {
                "id": call.id,
                "number": normalise(call.called, hotline.centre.area_code).text,
                "agent": owners.at(extension, call.started_at) or extension,
                "extension": extension,
                "created_at": call.started_at,
                "sent_at": call.started_at,
            },
        )
    return plans | placed.of(connection, [call.id for call in unplanned])


def _is_ours(call: Call) -> bool:
    """Whether we placed it."""
    return call.direction is not Direction.INBOUND


def _needs_ticket(call: Call, plan: Placed | None) -> bool:
    """A ticket of its own: each inbound call, and each that an agent dials for no ticket that there is."""
    if call.direction is Direction.OUTBOUND:
        return plan is None or plan.ticket is None
    return call.direction is Direction.INBOUND


def _planned(hotline: Hotline, plan: Placed | None, own_ticket: str | None) -> dict[str, Any]:
    """The columns that only the plan of a call knows."""
    return {
        "caller": hotline.trunks[0].caller_id,
        "called": plan.number if plan else "",
        "ticket": (plan.ticket if plan else None) or own_ticket,
        "callback": plan.callback if plan else None,
        "queue": None,
    }


def _learnt_callers(changes: Sequence[Change], rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Who calls is sometimes known a moment after the call: caller by ticket."""
    return {
        row["ticket"]: row["caller"]
        for change, row in zip(changes, rows, strict=True)
        if change.before is not None and change.before.caller != change.after.caller and row["ticket"]
    }


def _ticket_numbers(connection: Connection, hotline: Hotline, fresh: Iterable[Call]) -> dict[str, str]:
    """A ticket number for each call that has none, by call id: in the order of their starts."""
    by_day: dict[date, list[Call]] = {}
    for call in sorted(fresh, key=lambda call: (call.started_at, call.id)):
        by_day.setdefault(ticket_day(call.started_at, hotline.centre.zone), []).append(call)
    return {
        call.id: number
        for day, some in by_day.items()
        for call, number in zip(some, tickets.take_numbers(connection, day, len(some)), strict=True)
    }


def _new_tickets(rows: Iterable[Mapping[str, Any]], numbers: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "number": row["ticket"],
            "call": row["id"],
            "caller": _citizen_of(row),
            "agent": row["agent"],
            "created_at": row["started_at"],
        }
        for row in rows
        if row["id"] in numbers
    ]


def _citizen_of(row: Mapping[str, Any]) -> str:
    return str(row["caller"] if row["direction"] == Direction.INBOUND.value else row["called"])


def _caller(hotline: Hotline, call: Call) -> Number:
    return normalise(call.caller, hotline.centre.area_code)


def _row(hotline: Hotline, call: Call, owners: Owners) -> dict[str, Any]:
    """A call as the columns of `calls`, without ticket and callback."""
    named = hotline_of(hotline, call.called) if call.direction is Direction.INBOUND else None
    recorded = hotline.recording.enabled and call.answered_at is not None
    return {
        "id": call.id,
        "direction": call.direction.value,
        "state": call.state.value,
        "outcome": call.outcome.value if call.outcome else None,
        "missed_in": call.missed_in.value if call.missed_in else None,
        "caller": _caller(hotline, call).text,
        "caller_name": call.caller_name,
        "called": normalise(call.called, hotline.centre.area_code).text,
        "trunk": call.trunk,
        "called_name": named.name if named else "",
        "origin": call.origin,
        "queue": call.queue or queue_for(hotline, call.called),
        "overflowed_to": call.overflowed_to,
        "agent": owners.speaker(call),
        "started_at": call.started_at,
        "queued_at": call.queued_at,
        "answered_at": call.answered_at,
        "ended_at": call.ended_at,
        "wait_s": call.wait_s,
        "to_person_s": call.to_person_s,
        "talk_s": call.talk_s,
        "recording": recording_path(call.id, hotline.centre.zone) if recorded else None,
        "legs": [_leg(call, leg, owners) for leg in call.legs],
        "citizen": call.citizen,
    }


def _leg(call: Call, leg: Leg, owners: Owners) -> dict[str, Any]:
    return {
        "channel": leg.channel,
        "extension": leg.extension,
        "agent": owners.of_leg(leg),
        "started_at": leg.started_at.isoformat(),
        "answered_at": leg.answered_at.isoformat() if leg.answered_at else None,
        "ended_at": leg.ended_at.isoformat() if leg.ended_at else None,
        "wait_s": ((leg.answered_at or leg.ended_at or leg.started_at) - leg.started_at).total_seconds(),
        "talk_s": leg.talk_s,
        "on_hold": leg.on_hold,
        "dialling": call.dialling.value if call.dialling and leg.ringing else None,
    }


def _events(changes: Iterable[Change], owners: Owners, now: datetime) -> Iterable[Event]:
    for change in changes:
        yield from call_events(change.before, change.after, owners, now)
