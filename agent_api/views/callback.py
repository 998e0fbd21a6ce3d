"""A callback as shown alone and in a caller's history."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from agent_api.protocol.fields import Answer
from agent_api.protocol.moments import shown
from hotline.store.callbacks.callback_list import CallbackRow


class CallbackView(Answer):
    """The duty to ring `number` back. `calls` are the missed calls that it answers for; `attempts` counts diallings.
    `slowed`: it was opened by a burst of calls, so it is dialled at a slow pace until a supervisor has decided about
    it."""

    id: int
    number: str
    status: str
    calls: list[str]
    missed_at: datetime
    next_at: datetime | None
    attempts: int
    agent: str | None
    slowed: bool


def callback_view(row: CallbackRow, calls: Sequence[str], number: str, zone: ZoneInfo) -> CallbackView:
    """A row of `callbacks` with its calls; its number as this user may see it."""
    return CallbackView(**shown(row, CallbackView, zone) | {"number": number, "calls": list(calls)})
