"""Calls as they are read: a row of `calls` with its legs, its supervisions, and the transfers that have begun."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select

from hotline.domain.calls.call import Direction
from hotline.store.calls import legs
from hotline.store.calls.legs import LegRow
from hotline.store.rows import NONE
from hotline.store.supervisions import supervisions
from hotline.store.supervisions.supervisions import SupervisionRow
from hotline.store.transfers import transfers
from hotline.store.transfers.transfers import TransferRow


@dataclass(frozen=True, kw_only=True, slots=True)
class CallRow:
    """`legs` are in the order in which their telephones rang. Transfers that are only intended are left out."""

    id: str
    direction: str
    state: str
    outcome: str | None
    missed_in: str | None
    caller: str
    caller_name: str
    called: str
    called_name: str
    trunk: str
    origin: str
    queue: str | None
    overflowed_to: str | None
    sent_to: str | None
    agent: str | None
    started_at: datetime
    queued_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None
    wait_s: float | None
    to_person_s: float | None
    talk_s: float | None
    ticket: str | None
    callback: int | None
    recording: str | None
    citizen: str
    ended_by: str
    end_reason: str
    end_asked_at: datetime | None
    notice: int | None
    survey_asked_at: datetime | None
    survey_answer: str | None
    survey_at: datetime | None
    legs: Sequence[LegRow]
    transfers: Sequence[TransferRow]
    supervisions: Sequence[SupervisionRow]

    @property
    def citizens_number(self) -> str:
        """The citizen is the caller of an inbound call, else the called party."""
        return self.caller if self.direction == Direction.INBOUND.value else self.called

    @property
    def queue_now(self) -> str | None:
        """The queue in which the citizen waits, or waited last."""
        return self.sent_to or self.overflowed_to or self.queue

    def is_of(self, username: str) -> bool:
        """Whether this user talked with the citizen, or their telephone rang."""
        return self.agent == username or any(leg.agent == username for leg in self.legs)


def read(connection: Connection, query: Select[Any], values: Mapping[str, Any] = NONE) -> list[CallRow]:
    """The calls of a query that selects all columns of `calls`."""
    found = [dict(zip(row._fields, row, strict=True)) for row in connection.execute(query, values)]
    ids = [columns["id"] for columns in found]
    rang, sent = legs.of_calls(connection, ids), transfers.of_calls(connection, ids)
    heard = supervisions.of_calls(connection, ids)
    return [
        CallRow(
            **columns,
            legs=rang[call],
            transfers=[one for one in sent[call] if one.told],
            supervisions=heard[call],
        )
        for call, columns in zip(ids, found, strict=True)
    ]
