"""Makes a call out of the set of its facts.

A call is not updated step by step: `project` reads all of its facts. The same set of facts gives the same call, in
whatever order and however often they came. So a crash, a repair from the journal or a duplicate report cannot damage a
call.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from hotline.domain.calls.call import Call, CallState, Direction, Leg, Outcome, speaker_of
from hotline.domain.calls.joined import as_this_call_sees_them
from hotline.domain.calls.line import marks_that_stand, overflowed_to, rung_off
from hotline.domain.calls.notice import notice_of
from hotline.domain.calls.placed import dialled_by_phone, project_placed
from hotline.domain.calls.survey import conversation_over_at, survey_of
from hotline.domain.calls.together import talking_state
from hotline.domain.facts.channel import is_supervision
from hotline.domain.facts.facts import Fact, FactKind
from hotline.domain.facts.missed import MissedIn, missed_in
from hotline.domain.facts.stays import (
    Channel,
    Span,
    asterisk_died,
    by_channel,
    held,
    holds,
    left_at,
    length_s,
    together,
)
from hotline.domain.supervisions.supervision import project_supervisions
from hotline.domain.transfers.transfer import picked_up_at, project_transfers, sent_to_queue
from hotline.names.marks import Mark


def project(call_id: str, facts: Iterable[Fact]) -> Call | None:
    """The call that these facts make; None until its arrival, or that we placed it, is known."""
    everything = by_channel(facts)
    parties = {name: channel for name, channel in everything.items() if not is_supervision(name)}
    call = _conversation(call_id, as_this_call_sees_them(call_id, parties))
    if call is None or len(parties) == len(everything):
        return call
    return replace(call, supervisions=project_supervisions(everything))


def _conversation(call_id: str, channels: dict[str, Channel]) -> Call | None:
    """The call of the people who talk in it; supervisors are none of them."""
    facts = [fact for channel in channels.values() for fact in channel.facts]
    own = channels.pop(call_id, None)
    if own is None:
        return None
    if placed := own.one(FactKind.PLACED) or dialled_by_phone(own):
        return project_placed(call_id, placed, own, channels, facts)
    arrived = own.one(FactKind.ARRIVED)
    return _inbound(call_id, arrived, own, channels, facts) if arrived else None


def _inbound(
    call_id: str, arrived: Fact, citizen: Channel, channels: Mapping[str, Channel], facts: Sequence[Fact]
) -> Call:
    spans = {channel: together(citizen, other) for channel, other in channels.items()}
    survey, notice = survey_of(citizen), notice_of(citizen)
    ended_at = conversation_over_at(citizen, survey)
    legs = tuple(sorted(_legs(channels, spans, ended_at), key=lambda leg: (leg.started_at, leg.channel)))
    answered_at = min((leg.answered_at for leg in legs if leg.answered_at), default=None)
    queued = citizen.mark(Mark.QUEUE) or citizen.mark(Mark.WAITS)
    queued_at = queued.at if queued else None
    outcome = _outcome(citizen, ended_at, answered=bool(answered_at or survey or notice))
    waited_from, waited_to = queued_at or arrived.at, answered_at or ended_at
    speaker = speaker_of(legs)
    sent_to, sent_at = sent_to_queue(facts)
    return Call(
        id=call_id,
        direction=Direction.INBOUND,
        state=talking_state(facts, spans, held=held(channels, spans))
        if answered_at is not None and ended_at is None
        else _state(ended_at, queued=queued is not None),
        outcome=outcome,
        missed_in=_missed_in(citizen, legs) if outcome is Outcome.MISSED else None,
        failure=None,
        caller=_caller(arrived, citizen),
        caller_name="" if citizen.mark(Mark.WITHHELD) else arrived.data.get("caller_name", ""),
        called=arrived.data.get("called", ""),
        trunk=arrived.data.get("trunk", ""),
        origin=_value(citizen.mark(Mark.ORIGIN)) or "",
        queue=_value(queued),
        overflowed_to=overflowed_to(citizen),
        extension=speaker.extension if speaker else None,
        started_at=arrived.at,
        queued_at=queued_at,
        answered_at=answered_at,
        ended_at=ended_at,
        wait_s=_wait_s(waited_from, waited_to, notice),
        talk_s=length_s([span for some in spans.values() for span in some], ended_at) if ended_at else None,
        unknown_number=citizen.mark(Mark.UNKNOWN_NUMBER) is not None,
        asked=citizen.mark(Mark.ASKED) is not None,
        legs=legs,
        citizen=call_id,
        sent_to=sent_to,
        sent_at=sent_at,
        transfers=project_transfers(facts, citizen),
        turned_away=citizen.mark(Mark.TURNED_AWAY) is not None,
        rung_off=answered_at is None and rung_off(citizen),
        survey=survey,
        notice=notice,
    )


def _wait_s(since: datetime, until: datetime | None, notice: int | None) -> float | None:
    """Who is answered by a notice has not waited for anybody."""
    if until is None:
        return None
    return 0.0 if notice is not None else max(0.0, (until - since).total_seconds())


def _legs(
    channels: Mapping[str, Channel], spans: Mapping[str, list[Span]], call_ended_at: datetime | None
) -> Iterable[Leg]:
    for channel, seen in channels.items():
        made = seen.one(FactKind.LEG)
        if made is None:
            continue
        # When the citizen has gone the leg is over, though its own end may be reported a moment later.
        ended_at = seen.ended_at or call_ended_at
        yield Leg(
            channel=channel,
            extension=made.data.get("extension", ""),
            started_at=made.at,
            answered_at=min((span.start for span in spans[channel]), default=None),
            ended_at=ended_at,
            talk_s=length_s(spans[channel], ended_at) if ended_at else 0.0,
            picked_up_at=picked_up_at(seen),
            left_at=left_at(spans[channel]),
            on_hold=holds(seen, spans[channel]),
        )


def _caller(arrived: Fact, citizen: Channel) -> str:
    if citizen.mark(Mark.WITHHELD):
        return ""
    return _value(citizen.mark(Mark.CALLER)) or arrived.data.get("caller", "")


def _value(mark: Fact | None) -> str | None:
    return mark.data.get("value") if mark else None


def _state(ended_at: datetime | None, *, queued: bool) -> CallState:
    """The state of a call that is over or that no agent has answered: ended, queued or ringing."""
    if ended_at is not None:
        return CallState.ENDED
    return CallState.QUEUED if queued else CallState.RINGING


def _outcome(citizen: Channel, ended_at: datetime | None, *, answered: bool) -> Outcome | None:
    """The call's outcome. Who is asked how satisfied they are was answered, even if the answer was not seen;
    so is who says that a notice is why they ring.

    | ended | answered | end seen, or Asterisk died | outcome  |
    |-------|----------|----------------------------|----------|
    | no    |          |                            | none yet |
    | yes   | yes      |                            | answered |
    | yes   | no       | yes                        | missed   |
    | yes   | no       | no                         | unknown  |
    """
    if ended_at is None:
        return None
    if answered:
        return Outcome.ANSWERED
    lost = citizen.one(FactKind.LOST)
    seen = citizen.one(FactKind.ENDED) is not None or (lost is not None and bool(lost.data.get("restarted")))
    return Outcome.MISSED if seen else Outcome.UNKNOWN


def _missed_in(citizen: Channel, legs: tuple[Leg, ...]) -> MissedIn:
    ended_at = citizen.ended_at
    assert ended_at is not None  # only an ended call is missed
    return missed_in(
        marks=marks_that_stand(citizen),
        asterisk_died=asterisk_died(citizen),
        ended_at=ended_at,
        phones_stopped=[leg.ended_at for leg in legs if leg.ended_at is not None],
    )
