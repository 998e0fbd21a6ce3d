"""What the transfers of a call leave in SQL, and the wrap-up that app_queue does not know of."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection

from cti.domain.agent import Hold
from cti.domain.call import Call, Leg
from cti.domain.emergency import EMERGENCY_NUMBERS
from cti.domain.events import Event, EventType
from cti.service.change import Change
from cti.settings import Hotline
from cti.store import agents, transfers


def tell_transfers(
    connection: Connection, hotline: Hotline, change: Change, usernames: Mapping[str, str], now: datetime
) -> Iterator[Event]:
    """The events that tell agents of their transfers."""
    call = change.after
    if not call.transfers:
        return
    rows = transfers.tell(connection, call.id, call.transfers, call.ended_at)
    for row in rows:
        payload = {"transfer": row["id"], "state": row["state"], "reason": row["reason"]}
        yield Event(type=EventType.TRANSFER_UPDATED, at=now, agent=row["agent"], call=call.id, payload=payload)
    _wrap_up(connection, hotline, change, usernames, now)


def _wrap_up(
    connection: Connection, hotline: Hotline, change: Change, usernames: Mapping[str, str], now: datetime
) -> None:
    """After a transfer app_queue forgets the agent's wrap-up: we hold them, from the end of their leg. An emergency has
    no forms to fill in, and skips it."""
    was_over = {leg.channel for leg in change.before.legs if leg.ended_at} if change.before else set()
    wrapup_s = next((queue.wrapup_s for queue in hotline.queues if queue.name == change.after.queue_now), 0.0)
    for leg in change.after.legs:
        username, until = usernames.get(leg.extension), _until(leg, wrapup_s)
        if username is None or until is None or leg.channel in was_over or until <= now:
            continue
        if not _went_to_an_emergency(connection, hotline, change.after):
            agents.hold(connection, username, Hold.WRAPUP, now, until)


def _until(leg: Leg, wrapup_s: float) -> datetime | None:
    if leg.ended_at is None or leg.answered_at is None or not wrapup_s:
        return None
    return leg.ended_at + timedelta(seconds=wrapup_s)


def _went_to_an_emergency(connection: Connection, hotline: Hotline, call: Call) -> bool:
    """Whether the citizen was last sent to an emergency desk."""
    desks = EMERGENCY_NUMBERS | {number for entry in hotline.directory if entry.emergency for number in entry.numbers}
    rows = transfers.of_calls(connection, [call.id])[call.id]
    return bool(rows and desks.intersection(rows[-1]["numbers"]))
