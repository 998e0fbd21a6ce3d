"""A supervisor ends a call for everybody."""

from typing import Annotated

from pydantic import AfterValidator

from agent_api.http.route import Ask
from agent_api.protocol.fields import Body, Query, Reason, says_why
from agent_api.views.call import CallView, call_view
from hotline.commands.ending import EndCall
from hotline.commands.ending import end_call as end
from hotline.domain.numbers.masked_text import mask_numbers
from hotline.store.privacy.access_log import AccessKind


def _why(value: str) -> str:
    if not says_why(value):
        raise ValueError("why: at least two letters or digits")
    return value.strip()


class EndReason(Body):
    """Why; it stands with the call and in the audit."""

    reason: Annotated[Reason, AfterValidator(_why)]


async def end_call(ask: Ask[Query, EndReason]) -> CallView:
    wanted = EndCall(call=ask.path("id"), reason=ask.body.reason)
    entry = ask.access(AccessKind.CALL_ENDED, "", call=wanted.call, reason=mask_numbers(wanted.reason))
    row = await end(ask.services, ask.who, wanted, entry)
    return call_view(row, ask.visibility(), ask.services.zone)
