"""Events: what changed in a call or an agent, addressed to the agent concerned.

An event is only a notification. Its receiver reads the state from SQL, so a lost or late event cannot mislead.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from hotline.domain.calls.call import Call, Leg
from hotline.domain.calls.owners import Owners


class EventType(Enum):
    CALL_RINGING = "call.ringing"  # the agent's phone rings: the screen pop
    CALL_ANSWERED = "call.answered"  # the agent talks with the citizen
    CALL_UPDATED = "call.updated"  # anything else changed in a live call
    CALL_ENDED = "call.ended"
    TRANSFER_UPDATED = "transfer.updated"
    SUPERVISION_UPDATED = "supervision.updated"  # told to the supervisor
    AGENT_STATE = "agent.state"
    AGENT_FORCED = "agent.forced"  # a supervisor has set the agent's state
    CALLBACK_OFFERED = "callback.offered"  # the agent may take a callback
    CALLBACK_UPDATED = "callback.updated"  # the result of a callback that the agent had


@dataclass(frozen=True, kw_only=True)
class Event:
    """`agent` is a username, `call` a call's id; `at` is when the thing happened."""

    type: EventType
    at: datetime
    agent: str
    call: str = ""
    payload: Mapping[str, object] = field(default_factory=dict)


def call_events(before: Call | None, after: Call, owners: Owners, now: datetime) -> Iterator[Event]:
    """The events for each agent with a part in the call, for the step from `before` to `after`.

    | the agent's leg          | the call  | event         |
    |--------------------------|-----------|---------------|
    | any: once for each agent | has ended | call.ended    |
    | new, rings or talks      | is live   | call.ringing  |
    | now talks                | is live   | call.answered |
    | ended; or picked up for a colleague; or the call's state changed while it talks; or the dialled phone rings |
      is live | call.updated |

    Extensions without an owner get no events.
    """
    was = {leg.channel: leg for leg in before.legs} if before else {}
    ours = [(username, leg) for leg in after.legs if (username := owners.of_leg(leg))]
    if after.live or (before is not None and not before.live):
        told = [(agent, kind) for agent, leg in ours for kind in _leg_events(was.get(leg.channel), leg, before, after)]
    else:
        told = [(agent, EventType.CALL_ENDED) for agent in dict.fromkeys(agent for agent, _ in ours)]
    for agent, kind in told:
        yield Event(type=kind, at=after.ended_at or now, agent=agent, call=after.id)


def _leg_events(was: Leg | None, leg: Leg, before: Call | None, after: Call) -> list[EventType]:
    if not after.live:
        return []
    if was is None and leg.talking:  # ring and answer were reported together: a late screen pop is better than none
        return [EventType.CALL_RINGING, EventType.CALL_ANSWERED]
    if was is None and (leg.ringing or leg.consulted):
        return [EventType.CALL_RINGING]
    if leg.answered_at is not None and (was is None or was.answered_at is None):
        return [EventType.CALL_ANSWERED]
    if was is not None and leg.ended_at is not None and was.ended_at is None:
        return [EventType.CALL_UPDATED]
    if leg.consulted and was is not None and not was.consulted:
        return [EventType.CALL_UPDATED]
    if leg.ringing and before is not None and before.dialling is not after.dialling:
        return [EventType.CALL_UPDATED]
    if leg.talking and before is not None and before.state is not after.state:
        return [EventType.CALL_UPDATED]
    return []
