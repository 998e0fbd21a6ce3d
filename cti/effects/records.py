"""The row of each changed call, and its facts, in one statement for all."""

from collections.abc import Iterable
from dataclasses import dataclass

from cti.effects.change import Change
from cti.effects.effect import Filing
from hotline.domain.calls.call import Call
from hotline.domain.calls.events import Event
from hotline.domain.calls.recording import recording_path
from hotline.domain.calls.routing import hotline_of, queue_for
from hotline.domain.numbers.number import normalise
from hotline.store.calls import calls
from hotline.store.calls.calls import CallRecord


@dataclass(frozen=True, kw_only=True)
class _Numbers:
    """What an inbound call gets from the number dialled, and a placed one from its plan."""

    caller: str
    called: str
    called_name: str
    queue: str | None
    callback: int | None


def save_calls(filing: Filing) -> Iterable[Event]:
    records = [_record(change, filing) for change in filing.changes]
    calls.save(filing.connection, records, {change.after.id: change.facts for change in filing.changes})
    return ()


def _record(change: Change, filing: Filing) -> CallRecord:
    call = change.after
    numbers = _arrived(call, filing) if change.is_inbound else _planned(call, filing)
    recorded = filing.hotline.recording.enabled and call.answered_at is not None
    return CallRecord(
        id=call.id,
        direction=call.direction,
        state=call.state,
        outcome=call.outcome,
        missed_in=call.missed_in,
        caller=numbers.caller,
        caller_name=call.caller_name,
        called=numbers.called,
        called_name=numbers.called_name,
        trunk=call.trunk,
        origin=call.origin,
        queue=numbers.queue,
        overflowed_to=call.overflowed_to,
        sent_to=call.sent_to,
        agent=filing.owners.speaker(call),
        started_at=call.started_at,
        queued_at=call.queued_at,
        answered_at=call.answered_at,
        ended_at=call.ended_at,
        wait_s=call.wait_s,
        to_person_s=call.to_person_s,
        talk_s=call.talk_s,
        ticket=filing.ticket_of(call),
        callback=numbers.callback,
        recording=recording_path(call.id, filing.hotline.centre.zone) if recorded else None,
        citizen=call.citizen,
        notice=call.notice,
        survey_asked_at=call.survey.asked_at if call.survey else None,
        survey_answer=call.survey.answer if call.survey else None,
        survey_at=call.survey.at if call.survey else None,
    )


def _arrived(call: Call, filing: Filing) -> _Numbers:
    hotline = filing.hotline
    named = hotline_of(hotline, call.called)
    return _Numbers(
        caller=normalise(call.caller, hotline.centre.area_code).text,
        called=normalise(call.called, hotline.centre.area_code).text,
        called_name=named.name if named else "",
        queue=call.queue or queue_for(hotline, call.called),
        callback=filing.callbacks.get(call.id),
    )


def _planned(call: Call, filing: Filing) -> _Numbers:
    plan = filing.plans.get(call.id)
    return _Numbers(
        caller=filing.hotline.trunks[0].caller_id,
        called=plan.number if plan else "",
        called_name="",
        queue=None,
        callback=plan.callback if plan else None,
    )
