"""After each connect: Asterisk's own picture against ours.

What the picture proves is taken in at once. What is gone from it ended unseen: the journal has the true end, and only
when it has been read to its end without one is the channel lost.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from hotline.asterisk.ami.snapshot import Snapshot
from hotline.domain.calls.table import CallTable
from hotline.domain.facts.facts import Fact, FactKind
from hotline.domain.facts.stays import by_channel

_A_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, kw_only=True)
class UnverifiedSnapshot:
    """A picture whose missing channels have not been judged yet. `died_at` is set when Asterisk was started again since
    it was last heard: it died under its calls, by then.

    `known` are the channels that were open when the picture was asked for. Times alone would not do: a clock may have
    been set back since. `taken_s` is the loop's time of the picture, for the same reason.
    """

    snapshot: Snapshot
    died_at: datetime | None
    known: frozenset[str] = frozenset()
    taken_s: float = 0.0


def lost_channels(table: CallTable, unverified: UnverifiedSnapshot) -> Iterator[Fact]:
    """Channels of living calls that were there before the picture and are not in it."""
    restarted = {"restarted": "1"} if unverified.died_at else {}
    at = unverified.died_at or unverified.snapshot.at
    for call in table.live():
        # We may have gone deaf before Asterisk died: what the journal tells of since then happened.
        lived_until = max(fact.at for fact in table.facts(call.id)) + _A_MOMENT
        for channel, first_seen in table.open_channels(call.id).items():
            was_there = channel in unverified.known or first_seen < unverified.snapshot.at
            if was_there and channel not in unverified.snapshot.channels:
                yield Fact(kind=FactKind.LOST, channel=channel, at=max(at, lived_until), data=restarted)


def hold_facts(table: CallTable, snapshot: Snapshot) -> Iterator[Fact]:
    """Holds that began or ended while nobody listened; the journal does not know of them."""
    for call in table.live():
        channels = by_channel(table.facts(call.id))
        for name, channel in channels.items():
            seen = snapshot.channels.get(name)
            if seen is None or not seen.is_agent or channel.on_hold == (name in snapshot.holding):
                continue
            kind = FactKind.HOLD if name in snapshot.holding else FactKind.UNHOLD
            yield Fact(kind=kind, channel=name, at=snapshot.at, peer=snapshot.at.isoformat(), call=call.id)


def open_channels(table: CallTable) -> frozenset[str]:
    """The channels of living calls."""
    return frozenset(channel for call in table.live() for channel in table.open_channels(call.id))
