"""Calls that we place: the agent's phone rings first, and when it is picked up the citizen is dialled.

The call's own channel is the agent's; the citizen's is the first that was made through a trunk for it.
"""

from collections.abc import Mapping
from datetime import datetime

from cti.domain.call import Call, CallState, Direction, Leg, Outcome
from cti.domain.channel import CALLBACK_LETTER, placed_letter
from cti.domain.facts import Fact, FactKind, Mark
from cti.domain.failure import Failure, failure_of
from cti.domain.stays import Channel, Span, asterisk_died, held, length_s, together


def project_placed(call_id: str, placed: Fact, agent: Channel, others: Mapping[str, Channel]) -> Call:
    """The call that begins with the agent's channel `agent`; `others` are its other channels."""
    spans = _spans(agent, others)
    answered_at = min((span.start for span in spans), default=None)
    ended_at = _ended_at(agent, others)
    outcome = _outcome(agent, answered_at, ended_at)
    leg = Leg(
        channel=call_id,
        extension=placed.data.get("extension", ""),
        started_at=placed.at,
        answered_at=answered_at,
        ended_at=agent.ended_at or ended_at,
        talk_s=length_s(spans, agent.ended_at or ended_at) if ended_at else 0.0,
    )
    over_at = answered_at or ended_at
    return Call(
        id=call_id,
        direction=Direction.CALLBACK if placed_letter(call_id) == CALLBACK_LETTER else Direction.OUTBOUND,
        state=_state(answered_at, ended_at, held=held({call_id: agent}, {call_id: spans})),
        outcome=outcome,
        missed_in=None,
        failure=_failure(agent) if outcome in (Outcome.FAILED, Outcome.UNKNOWN) else None,
        caller="",
        caller_name="",
        called="",
        trunk=min((_trunk(party) for party in _parties(others)), default=""),
        queue=None,
        extension=leg.extension if answered_at else None,
        started_at=placed.at,
        queued_at=None,
        answered_at=answered_at,
        ended_at=ended_at,
        wait_s=max(0.0, (over_at - placed.at).total_seconds()) if over_at else None,
        talk_s=length_s(spans, ended_at) if ended_at else None,
        unknown_number=False,
        asked=False,
        legs=(leg,),
    )


def _parties(others: Mapping[str, Channel]) -> list[Channel]:
    return [channel for channel in others.values() if channel.one(FactKind.PARTY)]


def _trunk(party: Channel) -> str:
    made = party.one(FactKind.PARTY)
    return made.data.get("trunk", "") if made else ""


def _spans(agent: Channel, others: Mapping[str, Channel]) -> list[Span]:
    return [span for party in _parties(others) for span in together(agent, party)]


def _ended_at(agent: Channel, others: Mapping[str, Channel]) -> datetime | None:
    """When the last of them left: a citizen whom the agent left is told so, and is still in the call."""
    ends = [channel.ended_at for channel in (agent, *_parties(others))]
    known = [end for end in ends if end is not None]
    return max(known) if len(known) == len(ends) else None


def _state(answered_at: datetime | None, ended_at: datetime | None, *, held: bool) -> CallState:
    if ended_at is not None:
        return CallState.ENDED
    if answered_at is None:
        return CallState.RINGING
    return CallState.HELD if held else CallState.TALKING


def _outcome(agent: Channel, answered_at: datetime | None, ended_at: datetime | None) -> Outcome | None:
    """| ended | answered | the agent's end was seen | outcome  |
    |-------|----------|--------------------------|----------|
    | no    |          |                          | none yet |
    | yes   | yes      |                          | answered |
    | yes   | no       | yes                      | failed   |
    | yes   | no       | no                       | unknown  |
    """
    if ended_at is None:
        return None
    if answered_at is not None:
        return Outcome.ANSWERED
    return Outcome.FAILED if agent.one(FactKind.ENDED) else Outcome.UNKNOWN


def _failure(agent: Channel) -> Failure:
    """The first that fits: what the dialplan said of the citizen's phone; too late; nobody saw how it ended; the agent
    did not pick up; Asterisk died; the agent hung up while the citizen's phone rang."""
    dialled = agent.mark(Mark.DIALLED)
    if dialled is not None:
        return failure_of(dialled.data.get("value", ""))
    if agent.mark(Mark.LATE):
        return Failure.LATE
    if agent.one(FactKind.ENDED) is None:
        return Failure.UNKNOWN
    if agent.mark(Mark.DIALLING) is None:
        return Failure.AGENT_NO_ANSWER
    return Failure.UNKNOWN if asterisk_died(agent) else Failure.AGENT_LEFT
