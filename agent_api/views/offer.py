"""An offered callback as its agent sees it: everything that is known of the citizen, before they are rung."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from agent_api.privacy.masking import Eyes
from agent_api.protocol.fields import Answer
from agent_api.protocol.moments import shown
from agent_api.views.callback import CallbackView, callback_view
from agent_api.views.caller import SHOWN, CallerView, caller_view
from hotline.store.callbacks import callback_desk, callback_list
from hotline.store.callers import history
from hotline.store.callers.history import History
from hotline.store.records import Record

Details = tuple[History, list[Record], str | None]  # the caller, the missed calls, the ticket


class MissedCall(Answer):
    """One call that was missed: which number was rung, how long the citizen waited, where it ended."""

    call: str
    started_at: datetime
    wait_s: float | None
    missed_in: str | None
    queue: str | None
    called: str
    called_name: str


class CallbackOffer(CallbackView):
    """A callback for the agent who has it: everything that is known of the citizen, before they are rung."""

    asked: bool
    urgent: bool
    ticket: str | None
    offered_until: datetime | None
    missed: list[MissedCall]
    caller: CallerView


def offer_view(
    row: Record, known: History, missed: list[Record], ticket: str | None, eyes: Eyes, zone: ZoneInfo
) -> CallbackOffer:
    """A callback as its agent sees it: the number is theirs to see, so are the histories behind it."""
    calls = [_missed_view(call, zone) for call in missed]
    view = callback_view(row, [call["id"] for call in missed], eyes.number(row["number"], theirs=True), zone)
    caller = caller_view(row["number"], known, zone, eyes)
    extra = shown({name: row[name] for name in ("asked", "urgent", "offered_until")}, zone)
    return CallbackOffer(**view.model_dump(), **extra, ticket=ticket, missed=calls, caller=caller)


def _missed_view(call: Record, zone: ZoneInfo) -> MissedCall:
    fields = shown({**call, "call": call["id"]}, zone)
    return MissedCall(**{name: fields[name] for name in MissedCall.model_fields})


def details(connection: Connection, row: Record) -> Details:
    """What an offer shows beside the callback itself."""
    known = history.of_number(connection, row["number"], SHOWN)
    return known, callback_list.missed_of(connection, row["id"]), callback_desk.ticket_of(connection, row["id"])
