"""A call as it is shown: by itself, in a caller's history, in the screen pop."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from agent_api.privacy.masking import Eyes
from agent_api.protocol.fields import Answer, Json
from agent_api.protocol.moments import shown, shown_json


class CallView(Answer):
    """A call. `called_name` is the hotline of the city whose number was rung, `origin` the desk that it comes from;
    `queue` is where the number leads, and whose figures it belongs to, `overflowed_to` where the citizen went on.
    `legs` are the agents' parts in it, in the order in which their phones rang. `dialling` of a leg says how far a call
    has come that we place: agent (their phone rings), number (it is dialled), ringing (that phone rings); `on_hold`
    that the agent's phone itself holds the citizen. `wait_s` counts from the queue, `to_person_s` from the
    arrival of the call to the agent who answered it."""

    id: str
    direction: str
    caller: str
    called: str
    queue: str | None
    state: str
    outcome: str | None
    missed_in: str | None
    agent: str | None
    started_at: datetime
    queued_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None
    wait_s: float | None
    talk_s: float | None
    ticket: str | None
    callback: int | None
    recording: str | None
    legs: list[Json]
    transfers: list[Json]
    called_name: str
    origin: str
    overflowed_to: str | None
    to_person_s: float | None


_NOT_SHOWN = frozenset({"caller_name", "trunk", "citizen"})


def call_view(row: Mapping[str, Any], eyes: Eyes, zone: ZoneInfo) -> CallView:
    """A row of `calls` as these eyes may see it."""
    caller, called = eyes.parties(row)
    sent = [eyes.transfer(one, theirs=eyes.is_theirs(row)) for one in row["transfers"]]
    fields = {name: value for name, value in shown(row, zone).items() if name not in _NOT_SHOWN}
    legs = shown_json(row["legs"], zone)
    return CallView(**fields | {"caller": caller, "called": called, "legs": legs, "transfers": shown_json(sent, zone)})
