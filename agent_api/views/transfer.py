"""A transfer as shown alone and with its ticket."""

from datetime import datetime
from zoneinfo import ZoneInfo

from agent_api.protocol.fields import Answer
from agent_api.protocol.moments import shown
from hotline.store.transfers.transfers import TransferRow


class TriedNumber(Answer):
    number: str
    reason: str


class TransferView(Answer):
    """`reason` says why the target was not reached, or who left; `tried` lists the numbers that did not answer, with
    reasons. `answered_by` is the number that answered; `wait_s` counts from the first dialling to the answer. `note` is
    the agent's word on what the call is about."""

    id: str
    call: str
    agent: str
    mode: str
    target: str
    name: str
    note: str
    state: str
    reason: str
    tried: list[TriedNumber]
    answered_by: str
    created_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    wait_s: float | None


def transfer_view(row: TransferRow, zone: ZoneInfo) -> TransferView:
    tried = [TriedNumber(number=number, reason=reason) for number, reason in row.tried]
    return TransferView(**shown(row, TransferView, zone) | {"tried": tried})
