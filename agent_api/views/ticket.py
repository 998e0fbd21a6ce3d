"""A ticket as shown alone with its notes and transfers, in lists and in a caller's history."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from agent_api.privacy.masking import NumberVisibility
from agent_api.protocol.fields import Answer
from agent_api.protocol.moments import shown
from agent_api.views.transfer import TransferView, transfer_view
from hotline.store.tickets.ticket_desk import NoteRow, TicketStory
from hotline.store.tickets.ticket_rows import TicketRow


class NoteView(Answer):
    id: int
    at: datetime
    author: str
    text: str


class TicketView(Answer):
    """The record of one call. `called` is the dialled number ("" if we placed the call), `called_name` the hotline that
    it belongs to, `origin` the desk that the call came from (110)."""

    number: str
    call: str
    caller: str
    called: str
    called_name: str
    origin: str
    agent: str | None
    status: str
    category: str
    subject: str
    content: str
    created_at: datetime
    updated_at: datetime


class TicketWithNotes(TicketView):
    """A ticket with all its notes and the transfers of its calls, oldest first."""

    notes: list[NoteView]
    transfers: list[TransferView]


def ticket_view(row: TicketRow, visibility: NumberVisibility, zone: ZoneInfo) -> TicketView:
    """A ticket, with numbers as this user may see them."""
    return TicketView(**_fields(row, visibility, zone))


def ticket_with_notes(
    row: TicketRow, story: TicketStory, visibility: NumberVisibility, zone: ZoneInfo
) -> TicketWithNotes:
    return TicketWithNotes(
        **_fields(row, visibility, zone),
        notes=[note_view(note, zone) for note in story.notes],
        transfers=[
            transfer_view(visibility.transfer(one, theirs=visibility.is_theirs(row)), zone) for one in story.transfers
        ],
    )


def _fields(row: TicketRow, visibility: NumberVisibility, zone: ZoneInfo) -> dict[str, Any]:
    return shown(row, TicketView, zone) | {"caller": visibility.number(row.caller, theirs=visibility.is_theirs(row))}


def note_view(note: NoteRow, zone: ZoneInfo) -> NoteView:
    return NoteView(**shown(note, NoteView, zone))
