"""Compares Asterisk's channels with ours after each connect.

What the snapshot proves is taken in at once. Channels missing in it have ended unobserved: the journal has their end,
and only if it has been read completely without finding one, the channel counts as lost.
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
    """A snapshot whose missing channels have not been judged yet.

    `died_at` is set if Asterisk was restarted since it was last heard: its calls died by then. `known` are the channels
    that were open when the snapshot was requested; times alone would not do, because a clock may have been set back
    since. `taken_s` is the loop's time of the snapshot, for the same reason.
    """

    snapshot: Snapshot
    died_at: datetime | None
    known: frozenset[str] = frozenset()
    taken_s: float = 0.0


def lost_channels(table: CallTable, unverified: UnverifiedSnapshot) -> Iterator[Fact]:
    """Channels of live calls that existed before the snapshot and are missing in it."""
    restarted = {"restarted": "1"} if unverified.died_at else {}
    at = unverified.died_at or unverified.snapshot.at
    for call in table.live():
        # The connection may have been lost before Asterisk died: what the journal has from then on did happen.
        lived_until = max(fact.at for fact in table.facts(call.id)) + _A_MOMENT
        for channel, first_seen in table.open_channels(call.id).items():
            was_there = channel in unverified.known or first_seen < unverified.snapshot.at
            if was_there and channel not in unverified.snapshot.channels:
                yield Fact(kind=FactKind.LOST, channel=channel, at=max(at, lived_until), data=restarted)


def hold_facts(table: CallTable, snapshot: Snapshot) -> Iterator[Fact]:
    """Holds that began or ended while there was no connection; the journal does not record them."""
    for call in table.live():
        channels = by_channel(table.facts(call.id))
        for name, channel in channels.items():
            seen = snapshot.channels.get(name)
            if seen is None or not seen.is_agent or channel.on_hold == (name in snapshot.holding):
                continue
            kind = FactKind.HOLD if name in snapshot.holding else FactKind.UNHOLD
            yield Fact(kind=kind, channel=name, at=snapshot.at, peer=snapshot.at.isoformat(), call=call.id)


def open_channels(table: CallTable) -> frozenset[str]:
    """The channels of live calls."""
    return frozenset(channel for call in table.live() for channel in table.open_channels(call.id))
