"""Agents whom Asterisk has paused by itself, and what for: app_queue whose telephone was not picked up, the dialplan
whose telephone sends its calls elsewhere. SQL is told of them as blocks, with the next look at the agents."""

from collections.abc import Callable
from datetime import datetime

from cti.queues.answers import Answers
from cti.queues.blocks import Unanswered, not_cut_off
from cti.queues.members import Members
from hotline.asterisk.ami.messages import AmiEvent
from hotline.asterisk.ami.presence import MemberSeen
from hotline.domain.agents.agent import AgentBlock


class PausedByAsterisk:
    """Kept until `take`; `notify` is called for each that is new."""

    def __init__(self, members: Members, notify: Callable[[], None], clock: Callable[[], datetime]) -> None:
        self._members = members
        self._notify = notify
        self._clock = clock
        self._answers = Answers()
        self._unanswered: dict[str, Unanswered] = {}  # by username

    def see(self, event: AmiEvent) -> None:
        """How a telephone ended its ringing may tell, a moment after the pause, what the pause was for."""
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
        """Asterisk died at `died_at`: whose telephone it cut off did not leave it unanswered."""
        self._unanswered = not_cut_off(self._unanswered, died_at, seen_at)

    def take(self) -> tuple[dict[str, Unanswered], set[str]]:
        """Those that SQL does not know of, by username; and extensions that had no codec in common with us."""
        unanswered, self._unanswered = self._unanswered, {}
        without_codec, self._answers.without_codec = self._answers.without_codec, set()
        return unanswered, without_codec
