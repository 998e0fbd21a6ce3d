"""A caller's history as shown on request, in the screen pop and with an offered callback."""

from zoneinfo import ZoneInfo

from agent_api.privacy.masking import NumberVisibility
from agent_api.protocol.fields import Answer
from agent_api.views.call import CallView, call_view
from agent_api.views.callback import CallbackView, callback_view
from agent_api.views.ticket import TicketView, TicketWithNotes, ticket_view, ticket_with_notes
from hotline.store.callers.history import History

SHOWN = 20  # limit for tickets and for calls


class CallerView(Answer):
    """`number` is normalised; tickets and calls are newest first. `open_ticket` is the case to continue."""

    number: str
    tickets: list[TicketView]
    calls: list[CallView]
    open_ticket: TicketWithNotes | None
    open_callback: CallbackView | None


def caller_view(number: str, known: History, zone: ZoneInfo, visibility: NumberVisibility) -> CallerView:
    duty = known.open_callback
    case = known.open_ticket
    return CallerView(
        number=number,
        tickets=[ticket_view(row, visibility, zone) for row in known.tickets],
        calls=[call_view(row, visibility, zone) for row in known.calls],
        open_ticket=ticket_with_notes(case, known.open_ticket_story, visibility, zone) if case else None,
        open_callback=callback_view(duty, known.open_callback_calls, number, zone) if duty else None,
    )
