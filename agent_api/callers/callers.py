"""A caller's history: who is this, what did they come with before, what is open. The same on request and in the pop.

An agent who asks by the number of a citizen they deal with sees all of it; of any other number only what is their own,
as if there were nothing else. That they asked is recorded, and counted.
"""

from dataclasses import replace
from zoneinfo import ZoneInfo

from agent_api.callbacks.callbacks import CallbackView, callback_view
from agent_api.calls.calls import CallView, call_view
from agent_api.http.by_number import by_number
from agent_api.http.route import Ask
from agent_api.privacy.masking import Eyes
from agent_api.protocol.fields import Answer, CitizenQuery
from agent_api.protocol.problem import Problem
from agent_api.tickets.tickets import TicketView, TicketWithNotes, ticket_view, ticket_with_notes
from hotline.domain.numbers.number import mask, normalise
from hotline.store.callers import history, own_history
from hotline.store.callers.history import History

SHOWN = 20  # tickets, and calls
LONGEST = 64  # characters of a number as somebody may write it


class CallerView(Answer):
    """`number` in its one spelling, tickets and calls newest first. `open_ticket` is the case to go on with."""

    number: str
    tickets: list[TicketView]
    calls: list[CallView]
    open_ticket: TicketWithNotes | None
    open_callback: CallbackView | None


def caller_view(number: str, known: History, zone: ZoneInfo, eyes: Eyes) -> CallerView:
    duty = known.open_callback
    case = known.open_ticket
    return CallerView(
        number=number,
        tickets=[ticket_view(row, eyes, zone) for row in known.tickets],
        calls=[call_view(row, eyes, zone) for row in known.calls],
        open_ticket=ticket_with_notes(case, known.open_ticket_story, eyes, zone) if case else None,
        open_callback=callback_view(duty, known.open_callback_calls, number, zone) if duty else None,
    )


async def read_caller(ask: Ask[CitizenQuery, None]) -> CallerView:
    written = ask.path("number")
    if len(written) > LONGEST:
        raise Problem(404, "That is no telephone number.")
    number = normalise(written, ask.services.settings.hotline.centre.area_code)
    may = await by_number(ask, {"number": number.text})
    if may.only_of is None:
        known = await ask.services.database.read(history.of_number, number.text, SHOWN)
        eyes = ask.eyes(knows=number.text)
    else:
        known = await ask.services.database.read(own_history.own_of_number, number.text, may.only_of, SHOWN)
        eyes = ask.eyes()
    view = caller_view(number.text, known, ask.services.zone, eyes)
    hits = len(view.calls) + len(view.tickets)
    await ask.record_look(eyes, "caller", mask(number.text), replace(may.asked, hits=hits))
    return view
