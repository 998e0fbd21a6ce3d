"""A supervisor ends a call for everybody (强拆), with a reason. What the call was stays: an answered one is answered,
one that waited is missed and owes a callback like any other.

Which channels there are is asked of Asterisk, not of SQL: SQL may be behind (cti restarts), and a call changes while it
is being ended. Every channel of a call has the call's id as its account code.
"""

import asyncio
from dataclasses import dataclass

from sqlalchemy import Connection

from hotline.asterisk.ami.actions import show_channels
from hotline.asterisk.ami.messages import AmiEvent
from hotline.commands.errors import RefusedError, SwitchAwayError, SwitchSilentError
from hotline.commands.own_calls import existing_call
from hotline.commands.resources import Resources
from hotline.domain.agents.agent import Agent
from hotline.names.work import Work
from hotline.store.calls import calls, placed
from hotline.store.calls.call_rows import CallRow
from hotline.store.privacy import access_log
from hotline.store.privacy.access_log import Access

WITHIN_S = 2.0  # the law for every leg of a call that ends
AGAIN_S = 0.1
STOPPED_BY_SUPERVISOR = "ended"  # of a call that we place


@dataclass(frozen=True, kw_only=True)
class EndCall:
    call: str
    reason: str


async def end_call(at: Resources, who: Agent, wanted: EndCall, entry: Access) -> CallRow:
    """The call as SQL has it; a second command changes nothing. Raises CommandError: UnavailableError when channels are
    left, and then it may be asked again."""
    if not at.telephone.connected:  # the reason is not to stand with a call that goes on
        raise SwitchAwayError
    row = await at.database.write(_ask, who, wanted, entry)
    await at.live.notify(Work.CALLBACKS)  # whoever places the call stops, if it has not begun
    if row.ended_at is None and not await _sweep(at, row):
        raise SwitchSilentError
    return await at.database.read(existing_call, wanted.call)


async def _sweep(at: Resources, row: CallRow) -> bool:
    """Hang up until no channel of the call is left; whether that is so. A hangup may call up another channel (the next
    telephone, a way back to the queue), so the list is read again."""
    loop = asyncio.get_running_loop()
    until = loop.time() + WITHIN_S
    while channels := await _channels(at, row):
        if loop.time() >= until:
            return False
        citizens = [channel for channel in channels if channel == row.citizen]
        # the citizen first: a queue, a transfer and a room of three end with them, and nobody hears an announcement
        for some in (citizens, [channel for channel in channels if channel != row.citizen]):
            await asyncio.gather(*map(at.telephone.hang_up_if_there, some))
        await asyncio.sleep(AGAIN_S)
    return True


async def _channels(at: Resources, row: CallRow) -> list[str]:
    channels = await at.telephone.listed(show_channels())
    return [one.headers["Uniqueid"] for one in channels if _is_of(one, row)]


def _is_of(channel: AmiEvent, row: CallRow) -> bool:
    """By its account code; a channel that has just been created may have none. A surrogate is nobody (decision 11)."""
    if channel.headers.get("Channel", "").startswith("Surrogate/"):
        return False
    account, uniqueid = channel.headers.get("AccountCode", ""), channel.headers.get("Uniqueid", "")
    known = {row.id, row.citizen, *(leg.channel for leg in row.legs if leg.ended_at is None)}
    return bool(uniqueid) and (account == row.id or (not account and uniqueid in known))


def _ask(connection: Connection, who: Agent, wanted: EndCall, entry: Access) -> CallRow:
    row = existing_call(connection, wanted.call)
    if row.ended_by:
        return row
    if row.ended_at is not None:
        raise RefusedError("This call is over.")
    calls.ask_to_end(connection, row.id, who.username, wanted.reason, entry.at)
    placed.stop_call(connection, row.id, STOPPED_BY_SUPERVISOR)
    access_log.record(connection, [entry])
    return row
