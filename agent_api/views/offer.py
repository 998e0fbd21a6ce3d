"""An offered callback as its agent sees it: everything known of the citizen before the phone rings."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from agent_api.privacy.masking import NumberVisibility
from agent_api.protocol.fields import Answer
from agent_api.protocol.moments import shown
from agent_api.views.callback import CallbackView, callback_view
from agent_api.views.caller import SHOWN, CallerView, caller_view
from hotline.store.callbacks import callback_desk, callback_list
from hotline.store.callbacks.callback_list import CallbackRow, MissedRow
from hotline.store.callers import history
from hotline.store.callers.history import History

Details = tuple[History, list[MissedRow], str | None]  # the caller, the missed calls, the ticket


class MissedCall(Answer):
    """One missed call: the number dialled, how long the citizen waited, and where the call ended."""

    call: str
    started_at: datetime
    wait_s: float | None
    missed_in: str | None
    queue: str | None
    called: str
    called_name: str


class CallbackOffer(CallbackView):
    """A callback for the agent who has it, with everything known of the citizen."""

    ticket: str | None
    offered_until: datetime | None
    missed: list[MissedCall]
    caller: CallerView


def offer_view(
    row: CallbackRow,
    known: History,
    missed: list[MissedRow],
    ticket: str | None,
    visibility: NumberVisibility,
    zone: ZoneInfo,
) -> CallbackOffer:
    """A callback as its agent sees it: they may see the number, and therefore its history."""
    calls = [MissedCall(**shown(call, MissedCall, zone)) for call in missed]
    view = callback_view(row, [call.call for call in missed], visibility.number(row.number, theirs=True), zone)
    caller = caller_view(row.number, known, zone, visibility)
    fields = shown(row, CallbackOffer, zone) | view.model_dump()
    return CallbackOffer(**fields, ticket=ticket, missed=calls, caller=caller)


def details(connection: Connection, row: CallbackRow) -> Details:
    """What an offer shows besides the callback itself."""
    known = history.of_number(connection, row.number, SHOWN)
    return known, callback_list.missed_of(connection, row.id), callback_desk.ticket_of(connection, row.id)
