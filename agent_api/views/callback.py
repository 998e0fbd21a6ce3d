"""A callback as shown alone and in a caller's history."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from agent_api.protocol.fields import Answer
from agent_api.protocol.moments import shown
from hotline.store.callbacks.callback_list import CallbackRow


class WaitsView(Answer):
    """Why a pending callback is not dialled yet: slowed, later, hours, carrier (each with `until`), citizens_wait,
    reserved, no_agent, in_line, or unknown."""

    why: str
    until: datetime | None


class CallbackView(Answer):
    """The duty to ring `number` back. `kind`: missed, or follow_up (回访) of a dissatisfied citizen. `calls` are the
    calls that it answers for, `attempts` counts dialling. `slowed`: a burst of calls made it, so it is rung at a
    slow pace until a supervisor has looked at it. `reserved_for`: a supervisor gave it to this agent; `first_at`: put
    it first. `waits` says why it is not dialled yet, null for one that is not pending, and where it is not asked
    for."""

    id: int
    number: str
    status: str
    calls: list[str]
    missed_at: datetime
    next_at: datetime | None
    attempts: int
    agent: str | None
    kind: str
    slowed: bool
    queue: str | None
    asked: bool
    urgent: bool
    reserved_for: str | None
    first_at: datetime | None
    outcome: str | None
    reached_at: datetime | None
    ended_at: datetime | None
    cancelled_by: str
    cancel_reason: str
    waits: WaitsView | None


def callback_view(
    row: CallbackRow, calls: Sequence[str], number: str, zone: ZoneInfo, waits: WaitsView | None = None
) -> CallbackView:
    """A row of `callbacks` with its calls, its number as it is to be shown."""
    return CallbackView(**shown(row, CallbackView, zone) | {"number": number, "calls": list(calls), "waits": waits})
