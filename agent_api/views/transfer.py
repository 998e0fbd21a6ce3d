"""A transfer as it is shown: by itself, and with its ticket."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from agent_api.protocol.fields import Answer, Json
from agent_api.protocol.moments import shown


class TransferView(Answer):
    """`reason` says why the target was not reached, or who left; `tried` are the numbers in vain, with their reasons.
    `answered_by` is the number that answered, `wait_s` from the first dialling to the answer. `note` is what the agent
    said that it is about."""

    id: str
    call: str
    agent: str
    mode: str
    target: str
    name: str
    note: str
    state: str
    reason: str
    tried: list[Json]
    answered_by: str
    created_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    wait_s: float | None


def transfer_view(row: Mapping[str, Any], zone: ZoneInfo) -> TransferView:
    answered, began = row["answered_at"], row["started_at"]
    wait_s = (answered - began).total_seconds() if answered and began else None
    tried = [{"number": number, "reason": reason} for number, reason in row["tried"]]
    fields = {name: value for name, value in shown(row, zone).items() if name in TransferView.model_fields}
    return TransferView(**fields | {"tried": tried, "wait_s": wait_s})
