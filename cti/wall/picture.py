"""The content of the wall, from the live calls, the agents' states, the node, and the figures from SQL."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from cti.wall.figures import Figures
from cti.wall.node import Node
from hotline.domain.calls.call import Call
from hotline.domain.calls.events import Event
from hotline.domain.calls.routing import queue_for, queue_titles
from hotline.domain.reports.wall import Seat, wall
from hotline.settings.hotline import Hotline
from hotline.store.reports.alarms import AlarmKind, WallAlarm


class Picture:
    """`refresh` brings agents' seats up to date and returns its events, which go to `told`; `seats` returns the seats.

    `corrections` counts corrected calls; `full_since` is since when the disk has been full; `stalled` says that SQL
    accepts nothing now, so that figures are old.
    """

    def __init__(
        self,
        *,
        hotline: Hotline,
        node: Node,
        live: Callable[[], Iterable[Call]],
        refresh: Callable[[Sequence[Call], datetime], Sequence[Event]],
        told: Callable[[Sequence[Event]], None],
        seats: Callable[[], Sequence[Seat]],
        corrections: Callable[[], int],
        full_since: Callable[[], datetime | None],
        stalled: Callable[[], bool],
    ) -> None:
        self._hotline = hotline
        self._node = node
        self._live = live
        self._refresh = refresh
        self._told = told
        self._seats = seats
        self._corrections = corrections
        self._full_since = full_since
        self._stalled = stalled

    def render(self, figures: Figures, now: datetime) -> dict[str, object]:
        """The JSON of GET /wall."""
        live = list(self._live())
        self._told(self._refresh(live, now))
        return {
            **wall(
                calls=live,
                queue_of={call.id: call.queue_now or queue_for(self._hotline, call.called) for call in live},
                seats=self._seats(),
                queues=queue_titles(self._hotline),
                today=figures.by_queue,
                today_all=figures.all,
                now=now,
            ),
            "nodes": [self._node.as_json(self._corrections())],
            "callbacks": {
                **figures.owed.as_json(now),
                "today": figures.callbacks.as_json(),
                "resting": figures.refusals.as_json() if figures.refusals else None,
            },
            "connection_rate_24h": figures.connection_rate_24h,
            "curve": figures.curve.as_json(),
            "thresholds": self._hotline.thresholds.model_dump(),
            "alarms": [alarm.as_json() for alarm in (*self._alarms_of_now(now), *figures.alarms)],
            "stalled": self._stalled(),
        }

    def _alarms_of_now(self, now: datetime) -> Iterable[WallAlarm]:
        """Alarms that SQL cannot store, because it is the problem."""
        if self._full_since() is not None:
            yield WallAlarm(kind=AlarmKind.DISK_FULL.value, subject=self._node.name, count=1, last_at=now)
