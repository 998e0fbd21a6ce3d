"""After each connect: Asterisk's own picture against ours. What it proves is taken in; what is gone ended unseen."""

from collections.abc import Iterator

from cti.ami.snapshot import Snapshot, standing_facts
from cti.domain.facts import Fact, FactKind
from cti.domain.table import CallTable


def differences(table: CallTable, snapshot: Snapshot, *, restarted: bool) -> list[Fact]:
    """The facts that bring the table to the picture.

    Must be asked before any event that came after the picture is taken in: a call that arrives meanwhile is not in it.
    """
    return [*standing_facts(snapshot), *_lost(table, snapshot, restarted=restarted)]


def _lost(table: CallTable, snapshot: Snapshot, *, restarted: bool) -> Iterator[Fact]:
    """Channels of living calls that Asterisk does not have any more. `restarted`: it died under them."""
    data = {"restarted": "1"} if restarted else {}
    for call in table.live():
        for channel in table.open_channels(call.id) - snapshot.channels.keys():
            yield Fact(kind=FactKind.LOST, channel=channel, at=snapshot.at, data=data)
