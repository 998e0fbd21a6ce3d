"""The wrap-up after a transfer: app_queue forgets it when the agent's channel is moved, so the agent is blocked
instead.
"""

from collections.abc import Iterable
from datetime import timedelta

from cti.effects.change import Change
from cti.effects.effect import Filing
from hotline.commands.duties import own_wrapup_s
from hotline.domain.agents.agent import AgentBlock
from hotline.domain.calls.call import Call, Direction, Leg
from hotline.domain.calls.events import Event
from hotline.store.agents import agents
from hotline.store.transfers import transfers


def wrap_up_after_transfer(change: Change, filing: Filing) -> Iterable[Event]:
    """From the end of the agent's leg. There is no wrap-up after an emergency. Leaving a callback ends the block for
    it.
    """
    call = change.after
    if not call.transfers:
        return ()
    was_over = {leg.channel for leg in change.before.legs if leg.ended_at} if change.before else set()
    for leg in call.legs:
        username = filing.owners.of_leg(leg)
        if username is None or leg.ended_at is None or leg.channel in was_over:
            continue
        if call.direction is Direction.CALLBACK:
            agents.unblock(filing.connection, username, AgentBlock.CALLBACK)
        until = leg.ended_at + timedelta(seconds=_wrapup_s(call, leg, username, filing))
        if leg.answered_at is not None and until > filing.now and not _went_to_an_emergency(call, filing):
            agents.block(filing.connection, username, AgentBlock.WRAPUP, filing.now, until)
    return ()


def _wrapup_s(call: Call, leg: Leg, username: str, filing: Filing) -> float:
    if call.direction is not Direction.INBOUND:
        return own_wrapup_s(filing.connection, filing.hotline, username)
    return next((queue.wrapup_s for queue in filing.hotline.queues if queue.name == call.queue_of(leg)), 0.0)


def _went_to_an_emergency(call: Call, filing: Filing) -> bool:
    """Whether the citizen was last sent to an emergency desk."""
    rows = transfers.of_calls(filing.connection, [call.id])[call.id]
    return bool(rows and rows[-1].emergency)
