"""A caller's history: earlier tickets and calls, and what is open; the same on request and in the screen pop.

An agent who asks for the number of a citizen they deal with gets the whole history; for any other number only their own
rows, as if there were no others. Each request is recorded and counted.
"""

from dataclasses import replace

from agent_api.http.by_number import by_number
from agent_api.http.route import Ask
from agent_api.protocol.fields import CitizenQuery
from agent_api.protocol.problem import Problem
from agent_api.views.caller import SHOWN, CallerView, caller_view
from hotline.domain.numbers.number import mask, normalise
from hotline.store.callers import history, own_history

LONGEST = 64  # maximum length of a number as typed


async def read_caller(ask: Ask[CitizenQuery, None]) -> CallerView:
    written = ask.path("number")
    if len(written) > LONGEST:
        raise Problem(404, "That is not a telephone number.")
    number = normalise(written, ask.services.settings.hotline.centre.area_code)
    may = await by_number(ask, {"number": number.text})
    if may.only_of is None:
        known = await ask.services.database.read(history.of_number, number.text, SHOWN)
        visibility = ask.visibility(knows=number.text)
    else:
        known = await ask.services.database.read(own_history.own_of_number, number.text, may.only_of, SHOWN)
        visibility = ask.visibility()
    view = caller_view(number.text, known, ask.services.zone, visibility)
    hits = len(view.calls) + len(view.tickets)
    await ask.record_look(visibility, "caller", mask(number.text), replace(may.asked, hits=hits))
    return view
