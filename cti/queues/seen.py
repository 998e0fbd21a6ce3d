"""What Asterisk reports about agents' telephones and queue members, by events and in full after each connect."""

from collections.abc import Callable
from datetime import datetime

from cti.queues.agent_states import AgentStates
from cti.queues.blocks import let_off
from cti.queues.members import Members
from cti.queues.paused import PausedByAsterisk
from hotline.asterisk.ami.messages import AmiEvent
from hotline.asterisk.ami.presence import ContactSeen, MemberGone, MemberSeen, PhoneSeen, sign_of
from hotline.asterisk.ami.snapshot import Snapshot
from hotline.runtime.database import Database


class AgentsSeen:
    """Passes each report to the part that keeps it. `changed` is called when an agent's view may change, `notify` when
    agents need attention.
    """

    def __init__(
        self,
        *,
        states: AgentStates,
        members: Members,
        paused: PausedByAsterisk,
        database: Database,
        changed: Callable[[], None],
        notify: Callable[[], None],
    ) -> None:
        self._states = states
        self._members = members
        self._paused = paused
        self._database = database
        self._changed = changed
        self._notify = notify

    def see(self, event: AmiEvent) -> None:
        self._paused.see(event)
        sign = sign_of(event)
        match sign:
            case PhoneSeen():
                self._states.see_phone(sign)
                self._changed()
            case MemberSeen():
                self._members.see(sign)
                self._paused.see_member(sign)
            case MemberGone():
                self._members.see(sign)
            case ContactSeen():
                self._states.telephones.see(sign)
                self._changed()

    async def load(self, snapshot: Snapshot, died_at: datetime | None) -> None:
        """Load a snapshot. `died_at` is set if Asterisk was restarted since the last one."""
        self._states.load_phones(snapshot.reachable, snapshot.contacts)
        self._members.load(snapshot.members, restarted=died_at is not None)
        if died_at is not None:
            await self.let_off(died_at, snapshot.at)
        for member in snapshot.members:
            self._paused.see_member(member)

    async def let_off(self, died_at: datetime, seen_at: datetime) -> None:
        """Agents whose phones were cut off when Asterisk died did not leave a call unanswered."""
        self._paused.let_off(died_at, seen_at)
        if await self._database.write(let_off, died_at, seen_at):
            self._notify()
