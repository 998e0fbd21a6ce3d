"""Decides who sees a citizen's number in full.

| role              | sees it                                    |
|-------------------|--------------------------------------------|
| admin, supervisor | always                                     |
| agent             | in calls, tickets and callbacks of theirs  |
| auditor           | with a reason, which is recorded           |

A call is an agent's if they spoke with the citizen or their phone rang for it, now or earlier; a ticket if its call is;
a callback if it was given to them. The same holds for the number that a call was transferred to, unless it is in the
directory, which everybody may see.
"""

from dataclasses import dataclass, replace

from agent_api.protocol.fields import says_why
from hotline.domain.agents.agent import Agent, Role
from hotline.domain.calls.call import Direction
from hotline.domain.numbers.number import mask
from hotline.store.calls.call_rows import CallRow
from hotline.store.tickets.ticket_rows import TicketRow
from hotline.store.transfers.transfers import TransferRow

_ALWAYS = frozenset({Role.ADMIN, Role.SUPERVISOR})


@dataclass(kw_only=True)
class NumberVisibility:
    """What one user may see of numbers in one request; `saw_full` tells afterwards whether any was shown in full.

    `knows` is a number that the user knows already: they searched by it, or it rings on their phone.
    """

    who: Agent
    reason: str = ""
    knows: str = ""
    saw_full: bool = False

    def number(self, text: str, *, theirs: bool) -> str:
        """A citizen's number as this user may see it."""
        if not self._may_see(theirs or text == self.knows):
            return mask(text)
        self.saw_full = self.saw_full or bool(text)
        return text

    def parties(self, call: CallRow) -> tuple[str, str]:
        """Caller and called party of a call. The citizen is the caller of an inbound call, otherwise the called
        party."""
        theirs = self.is_theirs(call)
        if call.direction == Direction.INBOUND.value:
            return self.number(call.caller, theirs=theirs), call.called
        return call.caller, self.number(call.called, theirs=theirs)

    def transfer(self, one: TransferRow, *, theirs: bool) -> TransferRow:
        """A transfer, shown with its call or ticket. A target outside the directory may be a private number."""
        if one.name:
            return one

        def seen(text: str) -> str:
            return self.number(text, theirs=theirs) if text.removeprefix("+").isdigit() else text

        tried = [(seen(number), reason) for number, reason in one.tried]
        return replace(one, target=seen(one.target), answered_by=seen(one.answered_by), tried=tried)

    def is_theirs(self, row: CallRow | TicketRow) -> bool:
        """Whether a call or ticket is this user's."""
        return row.is_of(self.who.username)

    def _may_see(self, theirs: bool) -> bool:
        if self.who.role in _ALWAYS:
            return True
        return says_why(self.reason) if self.who.role is Role.AUDITOR else theirs
