"""Agents paused by Asterisk: by app_queue for an unanswered telephone, by the dialplan for a forwarded one.

SQL gets them as blocks at the next round.
"""

from collections.abc import Callable
from datetime import datetime

from cti.queues.answers import Answers
from cti.queues.blocks import Unanswered, not_cut_off
from cti.queues.members import Members
from hotline.asterisk.ami.messages import AmiEvent
from hotline.asterisk.ami.presence import MemberSeen
from hotline.domain.agents.agent import AgentBlock


class PausedByAsterisk:
    """Kept until `take`; `notify` is called for each new one."""

    def __init__(self, members: Members, notify: Callable[[], None], clock: Callable[[], datetime]) -> None:
        self._members = members
        self._notify = notify
        self._clock = clock
        self._answers = Answers()
        self._unanswered: dict[str, Unanswered] = {}  # by username

    def see(self, event: AmiEvent) -> None:
        """The end of a telephone's ringing may give the reason for a pause, a moment after it."""
        paused = self._answers.see(event)
        if paused is not None:
            self._unanswered[paused.username] = Unanswered(block=paused.block, since=self._clock())
            self._notify()

    def see_member(self, member: MemberSeen) -> None:
        block = self._members.block_for(member)
        if block is AgentBlock.NO_ANSWER:
            block = self._answers.pause(member).block
        if block is not None:
            self._unanswered.setdefault(member.username, Unanswered(block=block, since=self._clock()))
            self._notify()

    def let_off(self, died_at: datetime, seen_at: datetime) -> None:
        """Asterisk died at `died_at`: telephones that it cut off did not leave a call unanswered."""
        self._unanswered = not_cut_off(self._unanswered, died_at, seen_at)

    def take(self) -> tuple[dict[str, Unanswered], set[str]]:
        """Agents that SQL does not know of, by username; and extensions without a common codec."""
        unanswered, self._unanswered = self._unanswered, {}
        without_codec, self._answers.without_codec = self._answers.without_codec, set()
        return unanswered, without_codec
