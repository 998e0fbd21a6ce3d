"""A caller's history: who is this, what did they come with before, what is open. The same on request and in the pop.

An agent who asks by the number of a citizen they deal with sees all of it; of any other number only what is their own,
as if there were nothing else. That they asked is recorded, and counted.
"""

from dataclasses import replace

from agent_api.http.by_number import by_number
from agent_api.http.route import Ask
from agent_api.protocol.fields import CitizenQuery
from agent_api.protocol.problem import Problem
from agent_api.views.caller import SHOWN, CallerView, caller_view
from hotline.domain.numbers.number import mask, normalise
from hotline.store.callers import history, own_history

LONGEST = 64  # characters of a number as somebody may write it


async def read_caller(ask: Ask[CitizenQuery, None]) -> CallerView:
    written = ask.path("number")
    if len(written) > LONGEST:
        raise Problem(404, "That is no telephone number.")
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
