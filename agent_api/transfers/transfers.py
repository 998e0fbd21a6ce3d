"""Transfers over HTTP; hotline.commands.transfers carries them out."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from agent_api.http.route import Ask
from agent_api.protocol.fields import Body, Line, Lines, Query
from agent_api.views.transfer import TransferView, transfer_view
from hotline.commands import transfers
from hotline.domain.agents.inside import is_inside
from hotline.domain.transfers.transfer import TransferMode


class NewTransfer(Body):
    """`target` is a key of the directory, a number, or somebody inside: `agent:USERNAME`, `queue:NAME` (blind only), or
    `supervisor`, the one who is free the longest. Without a `mode` it is blind, or three_way to an emergency line;
    a blind transfer to an emergency line becomes three_way, as the answer shows. `note` goes on the ticket; some
    entries require one."""

    target: Annotated[Line, Field(min_length=1, max_length=64)]
    mode: Literal["blind", "consult", "three_way"] | None = None
    note: Annotated[Lines, StringConstraints(max_length=1_000)] = ""


async def begin(ask: Ask[Query, NewTransfer]) -> TransferView:
    sent = ask.body
    mode = TransferMode(sent.mode) if sent.mode else None
    wanted = transfers.BeginTransfer(call=ask.path("id"), target=sent.target, mode=mode, note=sent.note)
    states = await ask.services.live.states() if is_inside(sent.target) else transfers.NOBODY_KNOWN
    return transfer_view(await transfers.begin(ask.services, ask.who, wanted, ask.now, states), ask.services.zone)


async def read(ask: Ask[Query, None]) -> TransferView:
    return transfer_view(await transfers.read(ask.services, ask.who, ask.path("id")), ask.services.zone)


async def complete(ask: Ask[Query, None]) -> TransferView:
    """The agent leaves the citizen to the target."""
    row = await transfers.complete(ask.services, ask.who, ask.path("id"), ask.now)
    return transfer_view(row, ask.services.zone)


async def cancel(ask: Ask[Query, None]) -> TransferView:
    """Drop the target, or stop ringing it: the agent is back with the citizen."""
    row = await transfers.cancel(ask.services, ask.who, ask.path("id"), ask.now)
    return transfer_view(row, ask.services.zone)
