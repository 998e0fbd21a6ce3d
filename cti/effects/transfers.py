"""Transfers of a changed call: their rows, and the events for agents about them."""

from collections.abc import Iterable
from typing import Any

from cti.effects.change import Change
from cti.effects.effect import Filing
from hotline.domain.agents.inside import AGENT
from hotline.domain.calls.call import Call
from hotline.domain.calls.events import Event, EventType
from hotline.domain.transfers.transfer import Transfer
from hotline.names.marks import KEYED_AGENT
from hotline.store.agents import agents, extension_owners
from hotline.store.calls import call_list
from hotline.store.transfers import directory, transfers


def tell_transfers(change: Change, filing: Filing) -> Iterable[Event]:
    """Write what the call's facts say about its transfers; returns an event for each one that changed."""
    call = change.after
    if not call.transfers:
        return
    rows = transfers.tell(
        filing.connection, call.id, call.transfers, call.ended_at, lambda one: _intent(call, one, filing)
    )
    for row in rows:
        payload = {"transfer": row.id, "state": row.state, "reason": row.reason}
        yield Event(type=EventType.TRANSFER_UPDATED, at=filing.now, agent=row.agent, call=call.id, payload=payload)


def _intent(call: Call, one: Transfer, filing: Filing) -> dict[str, Any]:
    """What the API would have written for a transfer that was keyed on the telephone. Later edits of the directory do
    not change it.
    """
    keyed = one.keyed
    assert keyed is not None  # only these are passed in
    connection = filing.connection
    row = call_list.get(connection, call.id)
    extension = keyed.target.removeprefix(KEYED_AGENT)
    colleague = extension_owners.of(connection, [extension]).at(extension, one.started_at)
    entry = directory.get(connection, keyed.target) or directory.with_number(connection, keyed.target)
    if colleague is not None and (entry is None or extension != keyed.target):
        known = agents.get(connection, colleague)
        target, name, numbers = f"{AGENT}{colleague}", known.name if known else "", [extension]
    else:
        target, name, numbers = keyed.target, entry.name if entry else "", entry.numbers if entry else [keyed.target]
    return {
        "agent": filing.owners.in_call(call, keyed.extension, one.started_at) or keyed.extension,
        "mode": keyed.mode.value,
        "target": target,
        "name": name,
        "numbers": numbers,
        "emergency": entry.emergency if entry else False,
        "ticket": row.ticket if row else None,
    }
