"""Facts: what a witness saw happen to one channel, in one form whoever the witness was.

The law that the product stands on: a call IS the set of its facts. AMI and the journal on Asterisk's disk are
translated into the same facts, a fact is known by its key (channel, kind, peer), and two reports of one key merge
commutatively. So facts may come in any order, twice, or with gaps filled later, and give the same calls.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum


class FactKind(Enum):
    """What can be seen of a channel. The value is what is stored."""

    ARRIVED = "arrived"  # a citizen's channel came in: data caller, caller_name, called, trunk, name, linkedid
    PLACED = "placed"  # a channel of our own making, which a call that we place begins with: data extension, name
    LEG = "leg"  # a channel towards an agent was made: data extension, name, linkedid
    PARTY = "party"  # a channel through a trunk was made by us: data trunk, name, linkedid
    MARK = "mark"  # the dialplan says where the citizen is: peer is the mark (hotline.names.marks), data value
    RINGS = "rings"  # the telephone behind a channel through a trunk rings; AMI alone tells, while the call lives
    JOINED = "joined"  # entered the bridge `peer`
    LEFT = "left"  # left the bridge `peer`
    HOLD = "hold"  # put the other side on hold; peer tells one from the next
    UNHOLD = "unhold"
    ENDED = "ended"  # hung up: data cause (Q.850), source (the channel that hung up)
    LOST = "lost"  # gone without a witness; any ENDED is better


FactKey = tuple[str, FactKind, str]

_LATEST_WINS = frozenset({FactKind.LEFT})


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One thing that happened to one channel.

    `at` is when it happened (UTC); `channel` is Asterisk's uniqueid, with the node as its prefix; `call` names the call
    when the witness knows it (accountcode), else it is empty.
    """

    kind: FactKind
    channel: str
    at: datetime
    peer: str = ""
    call: str = ""
    data: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> FactKey:
        return (self.channel, self.kind, self.peer)


def merge(one: Fact, other: Fact) -> Fact:
    """Two reports of the same key as one, the same whichever came first.

    The earliest time stands (for LEFT the latest: a channel may leave a bridge and come back). Data are joined key by
    key, the greater value standing where both speak, so that the result depends on neither order nor number.
    """
    pick = max if one.kind in _LATEST_WINS else min
    data = dict(one.data)
    for name, value in other.data.items():
        data[name] = max(data.get(name, ""), value)
    return Fact(
        kind=one.kind,
        channel=one.channel,
        peer=one.peer,
        at=pick(one.at, other.at),
        call=max(one.call, other.call),
        data=data,
    )
