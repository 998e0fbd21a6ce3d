"""What a citizen's answer to the survey means: who is dissatisfied is rung again."""

from collections.abc import Iterable

from cti.effects.change import Change
from cti.effects.effect import Filing
from hotline.commands.duties import Duties
from hotline.domain.calls.events import Event
from hotline.domain.numbers.number import normalise


def follow_up_the_dissatisfied(change: Change, filing: Filing) -> Iterable[Event]:
    """Open a follow-up for a call, once."""
    call = change.after
    answer = call.survey.answer if call.survey else None
    if call.id in filing.callbacks or not filing.hotline.survey.wants_follow_up(answer):
        return ()
    caller = normalise(call.caller, filing.hotline.centre.area_code)
    callback = Duties(filing.connection, filing.hotline, filing.now).follow_up(call, caller)
    if callback is not None:
        filing.callbacks[call.id] = callback
    return ()
