"""Calls that we place: the agent's phone rings first, and when it is answered the citizen is dialled. Calls that an
agent dials on the telephone are treated alike; the dialplan reports them.

The call's own channel is the agent's; the citizen's is the first that was created on a trunk for it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from hotline.domain.agents.agent import AgentBlock
from hotline.domain.agents.answer import block_for_cause
from hotline.domain.calls.call import Call, CallState, Dialling, Direction, Leg, Outcome, speaker_of
from hotline.domain.calls.together import talking_state
from hotline.domain.facts.channel import CALLBACK_LETTER, placed_letter
from hotline.domain.facts.facts import Fact, FactKind
from hotline.domain.facts.failure import Failure, failure_of
from hotline.domain.facts.stays import (
    Channel,
    Span,
    asterisk_died,
    held,
    holds,
    left_at,
    length_s,
    together,
)
from hotline.domain.transfers.transfer import picked_up_at, project_transfers, sent_to_queue
from hotline.names.marks import Mark

# A trunk that does not respond to an INVITE is given up after 32 s (RFC 3261, timer B). A carrier that answers 408 for
# a telephone that does not respond leads to the same cause, but sooner.
_NO_RESPONSE = "CHANUNAVAIL:18"
_NOBODY_SAID_A_WORD = timedelta(seconds=31)

REDIRECTED = "23"  # Q.850 cause that Asterisk uses for SIP 302

_AGENTS_FAILURES = {
    AgentBlock.NO_ANSWER: Failure.AGENT_NO_ANSWER,
    AgentBlock.DECLINED: Failure.AGENT_DECLINED,
    AgentBlock.NO_CODEC: Failure.AGENT_NO_CODEC,
    AgentBlock.PHONE_FAILED: Failure.AGENT_PHONE,
}


def dialled_by_phone(own: Channel) -> Fact | None:
    """The beginning of a call that an agent dialled on the telephone; None for any other call."""
    mark = own.mark(Mark.DIALS)
    if mark is None:
        return None
    extension, _, number = mark.data.get("value", "").partition(":")
    return replace(mark, kind=FactKind.PLACED, peer="", data={"extension": extension, "number": number})


def project_placed(
    call_id: str, placed: Fact, agent: Channel, others: Mapping[str, Channel], facts: Sequence[Fact]
) -> Call:
    """The call that begins with the agent's channel `agent`; `others` are its other channels."""
    citizen, made = _citizen(others)
    citizen_channel = others.get(citizen, Channel(()))
    everybody = {call_id: agent, **{name: channel for name, channel in others.items() if name != citizen}}
    spans = {name: together(citizen_channel, channel) for name, channel in everybody.items()}
    answered_at = min((span.start for some in spans.values() for span in some), default=None)
    ended_at = _ended_at(agent, others)
    handed_over = any(channel.mark(Mark.JOINS) for channel in others.values())
    outcome = _outcome(agent, answered_at, ended_at, handed_over=handed_over)
    legs = _legs(call_id, placed, everybody, spans, ended_at)
    speaker = speaker_of(legs)
    sent_to, sent_at = sent_to_queue(facts)
    over_at = answered_at or ended_at
    return Call(
        id=call_id,
        direction=Direction.CALLBACK if placed_letter(call_id) == CALLBACK_LETTER else Direction.OUTBOUND,
        state=_state(facts, spans, answered_at, ended_at, held=held(everybody, spans)),
        outcome=outcome,
        missed_in=None,
        failure=_failure(agent, others) if outcome in (Outcome.FAILED, Outcome.UNKNOWN) else None,
        caller="",
        caller_name="",
        called=placed.data.get("number", ""),
        trunk=made.data.get("trunk", "") if made else "",
        origin="",
        queue=None,
        overflowed_to=None,
        extension=speaker.extension if speaker else None,
        started_at=placed.at,
        queued_at=None,
        answered_at=answered_at,
        ended_at=ended_at,
        wait_s=max(0.0, (over_at - placed.at).total_seconds()) if over_at else None,
        talk_s=length_s([span for some in spans.values() for span in some], ended_at) if ended_at else None,
        unknown_number=False,
        asked=False,
        legs=legs,
        citizen=citizen,
        sent_to=sent_to,
        sent_at=sent_at,
        transfers=project_transfers(facts, citizen_channel),
        dialling=None if over_at else _dialling(agent, citizen_channel),
        said=_said(agent, others),
    )


def _citizen(others: Mapping[str, Channel]) -> tuple[str, Fact | None]:
    """The citizen's channel, and the fact that created it."""
    made = [(fact.at, name, fact) for name, channel in others.items() if (fact := channel.one(FactKind.PARTY))]
    first = min(made, key=lambda one: one[:2], default=None)
    return (first[1], first[2]) if first else ("", None)


def _legs(
    call_id: str,
    placed: Fact,
    everybody: Mapping[str, Channel],
    spans: Mapping[str, list[Span]],
    call_ended_at: datetime | None,
) -> tuple[Leg, ...]:
    """The legs of the agent and of the agents to whom the citizen came back."""
    legs = []
    for name, channel in everybody.items():
        made = placed if name == call_id else channel.one(FactKind.LEG)
        if made is None:
            continue
        ended_at = channel.ended_at or call_ended_at
        leg = Leg(
            channel=name,
            extension=made.data.get("extension", ""),
            started_at=made.at,
            answered_at=min((span.start for span in spans[name]), default=None),
            ended_at=ended_at,
            talk_s=length_s(spans[name], ended_at) if ended_at else 0.0,
            picked_up_at=picked_up_at(channel),
            left_at=left_at(spans[name]),
            on_hold=holds(channel, spans[name]),
        )
        legs.append(leg)
    return tuple(sorted(legs, key=lambda leg: (leg.started_at, leg.channel)))


def _ended_at(agent: Channel, others: Mapping[str, Channel]) -> datetime | None:
    """When the last party left: a citizen whom the agent has left may hear an announcement, or be
    with another party.
    """
    parties = [channel for channel in others.values() if channel.one(FactKind.PARTY)]
    ends = [channel.ended_at for channel in (agent, *parties)]
    known = [end for end in ends if end is not None]
    return max(known) if len(known) == len(ends) else None


def _state(
    facts: Sequence[Fact],
    spans: Mapping[str, list[Span]],
    answered_at: datetime | None,
    ended_at: datetime | None,
    *,
    held: bool,
) -> CallState:
    if ended_at is not None:
        return CallState.ENDED
    return CallState.RINGING if answered_at is None else talking_state(facts, spans, held=held)


def _dialling(agent: Channel, citizen: Channel) -> Dialling:
    if citizen.one(FactKind.RINGS):
        return Dialling.RINGING
    return Dialling.NUMBER if agent.mark(Mark.DIALLING) else Dialling.AGENT


def _outcome(
    agent: Channel, answered_at: datetime | None, ended_at: datetime | None, *, handed_over: bool
) -> Outcome | None:
    """The call's outcome. `handed_over`: the called party answered after the agent had transferred
    (hotline.domain.calls.joined).

    | ended | answered | the agent's end was seen | outcome  |
    |-------|----------|--------------------------|----------|
    | no    |          |                          | none yet |
    | yes   | yes      |                          | answered |
    | yes   | no       | yes                      | failed   |
    | yes   | no       | no                       | unknown  |
    """
    if ended_at is None:
        return None
    if answered_at is not None or handed_over:
        return Outcome.ANSWERED
    return Outcome.FAILED if agent.one(FactKind.ENDED) else Outcome.UNKNOWN


def _failure(agent: Channel, others: Mapping[str, Channel]) -> Failure:
    """The first that applies: the result of dialling the citizen; too late; the agent did not answer; its end was not
    seen; Asterisk died; the agent hung up while the citizen's phone rang.
    """
    dialled = _dialled(agent, others)
    dialling = agent.mark(Mark.DIALLING)
    if dialled is not None:
        said = dialled.data.get("value", "")
        silent = dialling is not None and dialled.at - dialling.at >= _NOBODY_SAID_A_WORD
        return Failure.NETWORK if said.startswith(_NO_RESPONSE) and silent else failure_of(said)
    if agent.mark(Mark.LATE):
        return Failure.LATE
    if dialling is None:
        return _agents_failure(agent)
    if agent.one(FactKind.ENDED) is None:
        return Failure.UNKNOWN
    return Failure.UNKNOWN if asterisk_died(agent) else Failure.AGENT_LEFT


def _said(agent: Channel, others: Mapping[str, Channel]) -> str:
    dialled = _dialled(agent, others)
    return dialled.data.get("value", "") if dialled else ""


def _dialled(agent: Channel, others: Mapping[str, Channel]) -> Fact | None:
    """The result of the Dial, reported by the agent's channel or by the one that took its place while it rang."""
    told = [mark for channel in (agent, *others.values()) if (mark := channel.mark(Mark.DIALLED))]
    return min(told, key=lambda mark: (mark.at, mark.channel), default=None)


def _agents_failure(agent: Channel) -> Failure:
    """The failure of a call whose agent did not answer, from the telephone's response, as for a queue's call."""
    placed, ended = agent.one(FactKind.PLACED), agent.one(FactKind.ENDED)
    if ended is None:
        return Failure.NEVER_SENT
    cause = ended.data.get("cause", "")
    if cause == REDIRECTED:
        return Failure.AGENT_FORWARDED
    rang = ended.at - (placed or ended).at
    return _AGENTS_FAILURES[block_for_cause(cause, rang)]
