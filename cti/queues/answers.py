"""How telephones ended the ringing for which app_queue paused their agents.

The pause and the end of the telephone's channel are reported at the same moment, in either order.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hotline.asterisk.ami.messages import AmiEvent
from hotline.asterisk.ami.presence import MemberSeen
from hotline.domain.agents.agent import AgentBlock
from hotline.domain.agents.answer import block_for_cause
from hotline.domain.facts.channel import endpoint_of

_TOGETHER = timedelta(seconds=2)
_TOOK_PART = frozenset({"4", "6"})  # it dialled, or it talked
_SECOND = re.compile(r"(\d{1,10})\.\w+$")  # of a uniqueid: when the channel was created


@dataclass(frozen=True, kw_only=True)
class Paused:
    """An agent paused by app_queue, the time, and the reason as far as it is known."""

    username: str
    block: AgentBlock
    at: datetime


class Answers:
    """`without_codec` are the extensions without a common codec, since it was last emptied."""

    def __init__(self) -> None:
        self.without_codec: set[str] = set()
        self._ended: dict[str, tuple[AgentBlock, datetime]] = {}  # by extension
        self._paused: dict[str, Paused] = {}

    def pause(self, member: MemberSeen) -> Paused:
        """app_queue has paused this member."""
        block, at = self._ended.get(member.extension, (AgentBlock.NO_ANSWER, member.at))
        if abs(member.at - at) > _TOGETHER:
            block = AgentBlock.NO_ANSWER
        paused = self._paused[member.extension] = Paused(username=member.username, block=block, at=member.at)
        return paused

    def see(self, event: AmiEvent) -> Paused | None:
        """Record the end of a ringing; returns a pause whose reason is known by it."""
        extension = endpoint_of(event.headers.get("Channel", ""))
        made = _SECOND.search(event.headers.get("Uniqueid", ""))
        if event.name != "Hangup" or not extension.isdigit() or made is None:
            return None
        if event.headers.get("ChannelState") in _TOOK_PART:
            return None
        rang = event.at - datetime.fromtimestamp(int(made[1]), UTC)
        block = block_for_cause(event.headers.get("Cause", ""), rang)
        self._ended[extension] = (block, event.at)
        if block is AgentBlock.NO_CODEC:
            self.without_codec.add(extension)
        paused = self._paused.pop(extension, None)
        if paused is None or paused.block is block or abs(event.at - paused.at) > _TOGETHER:
            return None
        return Paused(username=paused.username, block=block, at=paused.at)
