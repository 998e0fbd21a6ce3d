"""The content of the wall, computed anew each time from live calls and agents, so that no counter can drift."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hotline.domain.agents.agent import AgentState
from hotline.domain.agents.telephone import TelephoneState
from hotline.domain.calls.call import Call, CallState
from hotline.domain.facts.silence import Side
from hotline.domain.numbers.number import mask

COUNTED_STATES = tuple(AgentState)


@dataclass(frozen=True, kw_only=True)
class Seat:
    """An agent with a phone, as the wall shows them.

    `call` is the id of the call that rings them or that they talk in, `desk` whether a desk of theirs is open (None:
    unknown), `phone` what is wrong with their telephone, `silent` the side of their conversation that sends no RTP.
    """

    username: str
    name: str
    extension: str
    queues: tuple[str, ...]
    state: AgentState
    since: datetime
    reason: str
    call: str | None
    desk: bool | None = None
    phone: TelephoneState | None = None
    silent: Side | None = None


@dataclass(frozen=True, kw_only=True)
class Today:
    """Inbound calls that began today and are over, for one queue or all. Rates are 0..1, None without calls.

    `to_person_s` is the sum over answered calls; its mean is shown.
    """

    offered: int = 0
    answered: int = 0
    missed: int = 0
    in_time: int = 0
    recovered: int = 0
    overflowed: int = 0
    to_person_s: float = 0.0

    def as_json(self) -> dict[str, Any]:
        rate = (lambda part: round(part / self.offered, 4)) if self.offered else (lambda part: None)
        return {
            "offered": self.offered,
            "answered": self.answered,
            "missed": self.missed,
            "overflowed": self.overflowed,
            "to_person_s": round(self.to_person_s / self.answered, 1) if self.answered else None,
            "service_level": rate(self.in_time),
            "broad_rate": rate(self.answered + self.recovered),
        }


def wall(
    *,
    calls: Iterable[Call],
    queue_of: Mapping[str, str],
    seats: Sequence[Seat],
    queues: Mapping[str, str],
    today: Mapping[str, Today],
    today_all: Today,
    now: datetime,
) -> dict[str, object]:
    """The wall as JSON values, without what only cti knows (nodes, callbacks, alarms).

    `queue_of` maps a call's id to the queue it is in now, where it is counted after an overflow; `today` counts it in
    its first queue. `queues` are titles by name. `waiting_since` lets a client compute the longest wait at the moment
    of display.
    """
    calls = list(calls)
    parts = [
        {
            "name": name,
            "title": title,
            **_figures([call for call in calls if queue_of.get(call.id) == name], _of(seats, name), now),
        }
        | {"today": today.get(name, Today()).as_json()}
        for name, title in queues.items()
    ]
    waiting = sorted((call for call in calls if call.waits), key=lambda call: (not call.origin, call.started_at))
    return {
        "as_of": now.isoformat(),
        **_figures(calls, seats, now),
        "queues": parts,
        "today": today_all.as_json(),
        "waiting_calls": [
            {
                "call": call.id,
                "caller": mask(call.caller),
                "queue": queue_of.get(call.id),
                "origin": call.origin,
                "since": (call.queued_at or call.started_at).isoformat(),
            }
            for call in waiting[:50]
        ],
        "seats": [_seat(seat) for seat in seats],
    }


def _of(seats: Sequence[Seat], queue: str) -> list[Seat]:
    return [seat for seat in seats if queue in seat.queues]


def _figures(calls: Sequence[Call], seats: Sequence[Seat], now: datetime) -> dict[str, object]:
    waiting = [call for call in calls if call.waits]
    since = min((call.queued_at or call.started_at for call in waiting), default=None)
    states = [seat.state for seat in seats]
    return {
        "waiting": len(waiting),
        "waiting_since": since.isoformat() if since else None,
        "longest_wait_s": round(max(0.0, (now - since).total_seconds()), 1) if since else 0,
        "talking": sum(call.state in (CallState.TALKING, CallState.HELD) for call in calls),
        "agents": {state.value: states.count(state) for state in COUNTED_STATES},
    }


def _seat(seat: Seat) -> dict[str, object]:
    return {
        "username": seat.username,
        "name": seat.name,
        "extension": seat.extension,
        "state": seat.state.value,
        "since": seat.since.isoformat(),
        "reason": seat.reason,
        "call": seat.call,
        "desk": seat.desk,
        "phone": seat.phone.as_json() if seat.phone else None,
        "silent": seat.silent.value if seat.silent else None,
    }
