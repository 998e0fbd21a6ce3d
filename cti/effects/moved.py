"""What the transfers of a call leave in SQL, and the wrap-up that app_queue does not know of."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from cti.effects.change import Change
from hotline.commands.duties import own_wrapup_s
from hotline.domain.agents.agent import AgentBlock
from hotline.domain.calls.call import Call, Direction
from hotline.domain.calls.events import Event, EventType
from hotline.domain.calls.owners import Owners
from hotline.domain.transfers.transfer import Transfer
from hotline.settings.hotline import Hotline
from hotline.store.agents import agents
from hotline.store.calls import call_list
from hotline.store.transfers import directory, transfers


def tell_transfers(
    connection: Connection, hotline: Hotline, change: Change, owners: Owners, now: datetime
) -> Iterator[Event]:
    """The events that tell agents of their transfers."""
    call = change.after
    if not call.transfers:
        return
    rows = transfers.tell(
        connection, call.id, call.transfers, call.ended_at, lambda one: _intent(connection, call, one, owners)
    )
    for row in rows:
        payload = {"transfer": row["id"], "state": row["state"], "reason": row["reason"]}
        yield Event(type=EventType.TRANSFER_UPDATED, at=now, agent=row["agent"], call=call.id, payload=payload)
    _wrap_up(connection, hotline, change, owners, now)


def _wrap_up(connection: Connection, hotline: Hotline, change: Change, owners: Owners, now: datetime) -> None:
    """After a transfer app_queue forgets the agent's wrap-up: we hold them, from the end of their leg. An emergency has
    no forms to fill in, and skips it. A callback that they have left is not their work any more."""
    call = change.after
    was_over = {leg.channel for leg in change.before.legs if leg.ended_at} if change.before else set()
    for leg in call.legs:
        username = owners.of_leg(leg)
        if username is None or leg.ended_at is None or leg.channel in was_over:
            continue
        if call.direction is Direction.CALLBACK:
            agents.unblock(connection, username, AgentBlock.CALLBACK)
        until = leg.ended_at + timedelta(seconds=_wrapup_s(connection, hotline, call, username))
        if leg.answered_at is not None and until > now and not _went_to_an_emergency(connection, call):
            agents.block(connection, username, AgentBlock.WRAPUP, now, until)


def _wrapup_s(connection: Connection, hotline: Hotline, call: Call, username: str) -> float:
    if call.direction is not Direction.INBOUND:
        return own_wrapup_s(connection, hotline, username)
    return next((queue.wrapup_s for queue in hotline.queues if queue.name == call.queue_now), 0.0)


def _went_to_an_emergency(connection: Connection, call: Call) -> bool:
    """Whether the citizen was last sent to an emergency desk."""
    rows = transfers.of_calls(connection, [call.id])[call.id]
    return bool(rows and rows[-1]["emergency"])


def _intent(connection: Connection, call: Call, one: Transfer, owners: Owners) -> dict[str, Any]:
    """What the API would have written. Who has edited the directory since does not change what was keyed."""
    keyed = one.keyed
    assert keyed is not None  # only these are asked for
    entry = directory.get(connection, keyed.target) or directory.with_number(connection, keyed.target)
    row = call_list.get(connection, call.id)
    return {
        "agent": owners.in_call(call, keyed.extension, one.started_at) or keyed.extension,
        "mode": keyed.mode.value,
        "target": keyed.target,
        "name": entry.name if entry else "",
        "numbers": entry.numbers if entry else [keyed.target],
        "emergency": entry.emergency if entry else False,
        "ticket": row["ticket"] if row else None,
    }
