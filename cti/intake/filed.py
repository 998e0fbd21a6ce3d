"""Notifies other parts of the role of changed calls, once they are in SQL."""

from collections.abc import Callable, Sequence

from cti.effects.change import Change
from cti.queues.agent_states import AgentStates
from cti.wall.changes import WallChanges


class Filed:
    """Called by the ledger with each batch. `publish`: the outbox has events. `notify`: agents need attention."""

    def __init__(
        self, *, states: AgentStates, wall: WallChanges, publish: Callable[[], None], notify: Callable[[], None]
    ) -> None:
        self._states = states
        self._wall = wall
        self._publish = publish
        self._notify = notify

    def __call__(self, changes: Sequence[Change]) -> None:
        self._states.note_talks(change.after for change in changes)
        self._publish()
        if any(not change.is_inbound or change.after.transfers for change in changes):
            self._notify()  # blocks depend on the results of placed calls and transfers
        # a call of ours that is answered shows that the carrier accepts calls
        self._wall.note(figures=any(not change.after.live or not change.is_inbound for change in changes))
