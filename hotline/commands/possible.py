"""What a user can do with a call at this moment, so that no screen offers what a command would refuse.

The commands check again: what is possible may change between the look and the command.
"""

from collections.abc import Sequence
from enum import Enum

from hotline.commands.errors import RefusedError
from hotline.commands.own_calls import my_leg, talking_leg
from hotline.domain.agents.agent import Agent, Role
from hotline.domain.calls.call import CallState
from hotline.store.calls.call_rows import CallRow

_ANY_CALL = frozenset({Role.SUPERVISOR, Role.ADMIN})


class CallAction(Enum):
    """Named like the end of the address that does it."""

    HANGUP = "hangup"
    HOLD = "hold"
    UNHOLD = "unhold"
    TRANSFERS = "transfers"
    BRING_BACK = "bring_back"
    END = "end"


def possible(row: CallRow, who: Agent) -> Sequence[CallAction]:
    """In the order of CallAction."""
    if row.ended_at is not None:
        return ()
    found = _of_mine(row, who) if who.extension is not None else set()
    if _with_one_agent(row) and (who.role in _ANY_CALL or row.is_of(who.username)):
        found.add(CallAction.BRING_BACK)
    if who.role in _ANY_CALL:
        found.add(CallAction.END)
    return [action for action in CallAction if action in found]


def _of_mine(row: CallRow, who: Agent) -> set[CallAction]:
    """With a call that the user's telephone is in."""
    leg = my_leg(row, who)
    if leg is None or leg.ended_at is not None:
        return set()
    found = {CallAction.HANGUP}
    if row.state == CallState.TALKING.value and not _is_transferred(row):
        found |= {CallAction.HOLD, CallAction.TRANSFERS}
    if row.state == CallState.HELD.value and not _is_transferred(row) and not leg.on_hold:
        found.add(CallAction.UNHOLD)
    return found


def _with_one_agent(row: CallRow) -> bool:
    try:
        talking_leg(row)
    except RefusedError:
        return False
    return not _is_transferred(row)


def _is_transferred(row: CallRow) -> bool:
    return any(one.open for one in row.transfers)
