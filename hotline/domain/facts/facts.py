"""Facts: what a witness saw happen to one channel, in the same form for all witnesses.

The product rests on this rule: a call is the set of its facts. AMI events and the journal on Asterisk's disk are
translated into the same facts; a fact is identified by its key (channel, kind, peer), and two reports of one key merge
commutatively. So facts may come in any order, twice, or with gaps that are filled later, and give the same calls.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum


class FactKind(Enum):
    """What can be seen of a channel. The values are stored."""

    ARRIVED = "arrived"  # a citizen's channel was created: data caller, caller_name, called, trunk, name, linkedid
    PLACED = "placed"  # the first channel of a call that we place was created: data extension, name
    LEG = "leg"  # a channel towards an agent was created: data extension, name, linkedid
    PARTY = "party"  # we created a channel on a trunk: data trunk, name, linkedid
    SUPERVISES = "supervises"  # a supervisor's channel was created: data extension, name
    MARK = "mark"  # the dialplan reports a step: peer is the mark (hotline.names.marks), data value
    RINGS = "rings"  # the telephone behind a trunk's channel rings; only AMI reports it, during the call
    JOINED = "joined"  # entered the bridge `peer`
    LEFT = "left"  # left the bridge `peer`
    HOLD = "hold"  # put the other party on hold; peer distinguishes several
    UNHOLD = "unhold"
    ENDED = "ended"  # hung up: data cause (Q.850), source (the channel that hung up)
    LOST = "lost"  # gone without a witness; any ENDED takes precedence


FactKey = tuple[str, FactKind, str]

_LATEST_WINS = frozenset({FactKind.LEFT})


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One thing that happened to one channel.

    `at` is when it happened (UTC); `channel` is Asterisk's uniqueid, with the node as its prefix; `call` is the call's
    id if the witness knows it (accountcode), else "".
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
    """Merge two reports of the same key; the result does not depend on their order.

    The earliest time is kept (for LEFT the latest, because a channel may leave a bridge and come back). Data are merged
    by name; the greater value is kept where both have one, so that neither order nor number of reports matters.
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
