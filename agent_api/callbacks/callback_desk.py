"""Callbacks as agents work on them: claim the next one, accept or decline it, report its outcome. The callback role
dials; here only the plan is written."""

from typing import Annotated, Any

from pydantic import Field, StringConstraints

from agent_api.callbacks.callbacks import callback_id
from agent_api.callbacks.waiting import moment_of, waits_view
from agent_api.http.route import Ask
from agent_api.protocol.fields import Body, Lines, Moment, Query, Reason
from agent_api.views.callback import CallbackView, callback_view
from agent_api.views.offer import CallbackOffer, details, offer_view
from hotline.commands import callbacks
from hotline.domain.callbacks.callback import CallbackOutcome
from hotline.domain.numbers.masked_text import mask_numbers
from hotline.store.callbacks import callback_list
from hotline.store.callbacks.callback_list import CallbackRow
from hotline.store.privacy.access_log import AccessKind


class GivenOutcome(Body):
    """`next_at` is for "later": when the citizen wants to be rung."""

    outcome: Annotated[CallbackOutcome, Field(strict=False)]
    note: Annotated[Lines, StringConstraints(max_length=5_000)] = ""
    next_at: Moment | None = None


async def claim_next(ask: Ask[Query, None]) -> CallbackOffer | None:
    """The callback most owed; 204 if there is none for this agent now."""
    agent_now = await ask.services.live.now_of(ask.who.username)
    row = await callbacks.claim_next(ask.services, ask.who, agent_now, ask.now)
    return None if row is None else await _offer(ask, row)


async def accept(ask: Ask[Query, None]) -> CallbackOffer:
    """The agent's phone will ring first, then the citizen's."""
    agent_now = await ask.services.live.now_of(ask.who.username)
    return await _offer(ask, await callbacks.accept(ask.services, ask.who, agent_now, callback_id(ask), ask.now))


async def decline(ask: Ask[Query, None]) -> CallbackView:
    """Put the callback back in its place in the line."""
    return await seen(ask, await callbacks.decline(ask.services, ask.who, callback_id(ask), ask.now))


async def give_outcome(ask: Ask[Query, GivenOutcome]) -> CallbackView:
    """Record the outcome; the note goes on the ticket."""
    given = callbacks.Outcome(outcome=ask.body.outcome, note=ask.body.note, next_at=ask.body.next_at)
    return await seen(ask, await callbacks.give_outcome(ask.services, ask.who, callback_id(ask), given, ask.now))


class CancelReason(Body):
    """Why nothing is owed any more; it stands with the callback."""

    reason: Reason = ""


async def cancel_callback(ask: Ask[Query, CancelReason]) -> CallbackView:
    """Cancel the duty; a phone that rings for it stops ringing."""
    callback, reason = callback_id(ask), mask_numbers(ask.body.reason.strip())
    entry = ask.access(AccessKind.CALLBACK_CANCELLED, "", callback=callback, reason=reason)
    return await seen(ask, await callbacks.cancel(ask.services, ask.who, callback, reason, entry))


async def _offer(ask: Ask[Query, None], row: CallbackRow) -> CallbackOffer:
    known, missed, ticket = await ask.services.database.read(details, row)
    visibility = ask.visibility(knows=row.number)
    offer = offer_view(row, known, missed, ticket, visibility, ask.services.zone)
    await ask.record_look(visibility, "callback", str(row.id))
    return offer


async def seen(ask: Ask[Any, Any], row: CallbackRow) -> CallbackView:
    """A callback after what was done to it."""
    calls = await ask.services.database.read(callback_list.calls_of, [row.id])
    visibility = ask.visibility(knows=row.number)
    number, zone = visibility.number(row.number, theirs=True), ask.services.zone
    view = callback_view(row, calls[row.id], number, zone, waits_view(row, moment_of(ask), zone))
    await ask.record_look(visibility, "callback", str(row.id))
    return view
