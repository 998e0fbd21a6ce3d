"""The row of each changed call, and its facts, in one statement for all."""

from collections.abc import Iterable
from typing import Any

from cti.effects.change import Change
from cti.effects.effect import Filing
from hotline.domain.calls.call import Call
from hotline.domain.calls.events import Event
from hotline.domain.calls.recording import recording_path
from hotline.domain.calls.routing import hotline_of, queue_for
from hotline.domain.numbers.number import normalise
from hotline.store.calls import calls


def save_calls(filing: Filing) -> Iterable[Event]:
    rows = [_row(change, filing) for change in filing.changes]
    calls.save(filing.connection, rows, {change.after.id: change.facts for change in filing.changes})
    return ()


def _row(change: Change, filing: Filing) -> dict[str, Any]:
    """The columns of `calls` for a call."""
    row = _seen(change.after, filing) | {"ticket": filing.ticket_of(change.after)}
    if change.is_inbound:
        return row | _arrived(change.after, filing)
    return row | _planned(change.after, filing)


def _seen(call: Call, filing: Filing) -> dict[str, Any]:
    """What the witnesses saw of any call."""
    recorded = filing.hotline.recording.enabled and call.answered_at is not None
    return {
        "id": call.id,
        "direction": call.direction.value,
        "state": call.state.value,
        "outcome": call.outcome.value if call.outcome else None,
        "missed_in": call.missed_in.value if call.missed_in else None,
        "caller_name": call.caller_name,
        "trunk": call.trunk,
        "origin": call.origin,
        "overflowed_to": call.overflowed_to,
        "agent": filing.owners.speaker(call),
        "started_at": call.started_at,
        "queued_at": call.queued_at,
        "answered_at": call.answered_at,
        "ended_at": call.ended_at,
        "wait_s": call.wait_s,
        "to_person_s": call.to_person_s,
        "talk_s": call.talk_s,
        "recording": recording_path(call.id, filing.hotline.centre.zone) if recorded else None,
        "citizen": call.citizen,
        "survey_asked_at": call.survey.asked_at if call.survey else None,
        "survey_answer": call.survey.answer if call.survey else None,
        "survey_at": call.survey.at if call.survey else None,
    }


def _arrived(call: Call, filing: Filing) -> dict[str, Any]:
    """The columns that an inbound call gets from the number dialled."""
    hotline = filing.hotline
    named = hotline_of(hotline, call.called)
    return {
        "caller": normalise(call.caller, hotline.centre.area_code).text,
        "called": normalise(call.called, hotline.centre.area_code).text,
        "called_name": named.name if named else "",
        "queue": call.queue or queue_for(hotline, call.called),
        "callback": filing.callbacks.get(call.id),
    }


def _planned(call: Call, filing: Filing) -> dict[str, Any]:
    """The columns that only the plan of a call knows."""
    plan = filing.plans.get(call.id)
    return {
        "caller": filing.hotline.trunks[0].caller_id,
        "called": plan.number if plan else "",
        "called_name": "",
        "queue": None,
        "callback": plan.callback if plan else None,
    }
