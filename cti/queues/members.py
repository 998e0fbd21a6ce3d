"""Keeps Asterisk's queues in line with the agents' wishes by comparing both and sending only the differences.

The present members are known from a snapshot at each connect and from events since. A failed command is not remembered:
the next comparison finds the difference again.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence

from hotline.asterisk.ami.actions import queue_add, queue_pause, queue_penalty, queue_remove
from hotline.asterisk.ami.connection import AmiConnection
from hotline.asterisk.ami.messages import ActionFields, AmiError, AmiRefused
from hotline.asterisk.ami.presence import MemberGone, MemberSeen
from hotline.domain.agents.agent import PAUSED_BY_ASTERISK, Agent, AgentBlock, Membership
from hotline.domain.agents.membership import Member, MemberCommand, Place, Step, commands, wanted

log = logging.getLogger(__name__)


class Members:
    """Which phone is in which queue, according to Asterisk.

    A pause made by Asterisk itself is not simply undone: it becomes a block first (`block_for`). But a restarted
    Asterisk still has such pauses from before, of agents whose ringing phones were cut off when it died: these are
    undone.
    """

    def __init__(self, ami: AmiConnection, queues: Sequence[str]) -> None:
        self._ami = ami
        self._queues = queues
        self._have: dict[Place, Member] = {}
        self._forgiven: set[Place] = set()

    def load(self, seen: Iterable[MemberSeen], *, restarted: bool) -> None:
        """Load all members, after a connect; `restarted` since the last one."""
        self._have = {}
        paused = set()
        for member in seen:
            self.see(member)
            if is_auto_pause(member):
                paused.add(_place(member))
        self._forgiven = paused if restarted else self._forgiven & paused

    def see(self, sign: MemberSeen | MemberGone) -> None:
        """Take in what Asterisk reports about a member."""
        place = _place(sign)
        if isinstance(sign, MemberGone) or not is_auto_pause(sign):
            self._forgiven.discard(place)
        if isinstance(sign, MemberGone):
            self._have.pop(place, None)
            return
        reason = sign.reason if sign.paused else ""
        membership = Membership(paused=sign.paused, reason=reason)
        self._have[place] = Member(username=sign.username, membership=membership, penalty=sign.penalty)

    def block_for(self, sign: MemberSeen) -> AgentBlock | None:
        """The reason for which Asterisk has paused this member by itself, since it was started."""
        if not is_auto_pause(sign) or _place(sign) in self._forgiven:
            return None
        return PAUSED_BY_ASTERISK[sign.reason]

    async def agree(self, agents: Mapping[str, Agent]) -> bool:
        """Send what differs from the agents' wishes; returns whether all of it was accepted."""
        done = True
        for command in list(commands(wanted(agents.values(), self._queues), self._have)):
            if command.step is Step.PAUSE and not command.paused and self._is_to_be_held(command):
                continue
            try:
                await self._ami.send(_action(command))
            except AmiRefused as refusal:
                # Added, removed or paused already by an earlier process: the events show the actual state.
                log.warning(
                    "queue %s does not %s %s: %s", command.queue, command.step.value, command.extension, refusal
                )
                done = False
            except AmiError as error:
                log.warning(
                    "queue %s not told to %s %s: %s", command.queue, command.step.value, command.extension, error
                )
                return False
            else:
                self._told(command)
        return done

    def _is_to_be_held(self, command: MemberCommand) -> bool:
        place = (command.queue, command.extension)
        return self._have[place].membership.reason in PAUSED_BY_ASTERISK and place not in self._forgiven

    def _told(self, command: MemberCommand) -> None:
        place = (command.queue, command.extension)
        if command.step is Step.REMOVE:
            self._have.pop(place, None)
            return
        membership = Membership(paused=command.paused, reason=command.reason)
        if command.step is Step.PENALTY:
            membership = self._have[place].membership
        self._have[place] = Member(username=command.username, membership=membership, penalty=command.penalty)


def is_auto_pause(sign: MemberSeen) -> bool:
    """Whether Asterisk made the pause: the phone was not answered, is forwarded, or was cut off when Asterisk died."""
    return sign.paused and sign.reason in PAUSED_BY_ASTERISK


def _place(sign: MemberSeen | MemberGone) -> Place:
    return sign.queue, sign.extension


def _action(command: MemberCommand) -> ActionFields:
    if command.step is Step.REMOVE:
        return queue_remove(queue=command.queue, extension=command.extension)
    if command.step is Step.ADD:
        return queue_add(
            queue=command.queue,
            extension=command.extension,
            username=command.username,
            paused=command.paused,
            reason=command.reason,
            penalty=command.penalty,
        )
    if command.step is Step.PENALTY:
        return queue_penalty(queue=command.queue, extension=command.extension, penalty=command.penalty)
    return queue_pause(queue=command.queue, extension=command.extension, paused=command.paused, reason=command.reason)


def _words(command: MemberCommand) -> str:
    return f"{command.step.value} {command.extension}"
