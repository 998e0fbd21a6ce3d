"""The room as supervisors and admins see it: agents with what they do, live calls with who is in them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from agent_api.protocol.fields import Answer
from agent_api.protocol.moments import local
from agent_api.views.agent import AgentView, agent_view
from hotline.domain.agents.agent import Agent
from hotline.store.agents.agents import Held
from hotline.store.calls.call_rows import CallRow
from hotline.store.calls.legs import LegRow


class HoldView(Answer):
    """A reason for which the system gives the agent no calls; `until` null: until somebody ends it."""

    hold: str
    since: datetime
    until: datetime | None


class RoomAgent(AgentView):
    """An agent with a telephone; `held` are the `holds` with their times."""

    held: list[HoldView]


class RoomLeg(Answer):
    """A telephone that rings or talks in the call, since when."""

    agent: str | None
    extension: str
    talking: bool
    since: datetime


class RoomTransfer(Answer):
    """A transfer under way."""

    id: str
    mode: str
    target: str
    name: str
    state: str


class RoomSupervision(Answer):
    """A supervisor who listens to `agent`, or speaks; ringing: their telephone has not been answered yet."""

    id: str
    agent: str
    supervisor: str
    mode: str
    state: str


class RoomCall(Answer):
    """A live call. `number` is the citizen's; `since` is when its present part began: the arrival, the queue, the
    conversation."""

    id: str
    direction: str
    state: str
    number: str
    called_name: str
    queue: str | None
    origin: str
    started_at: datetime
    since: datetime
    ticket: str | None
    legs: list[RoomLeg]
    transfer: RoomTransfer | None
    supervision: RoomSupervision | None


class RoomView(Answer):
    """`fresh` false: it may be outdated; `as_of` says since when."""

    as_of: datetime | None
    fresh: bool
    agents: list[RoomAgent]
    calls: list[RoomCall]


UNKNOWN = RoomView(as_of=None, fresh=False, agents=[], calls=[])


def room_agents(
    agents: Iterable[Agent],
    held: Mapping[str, Iterable[Held]],
    seats: Mapping[str, Mapping[str, Any]],
    zone: ZoneInfo,
) -> list[RoomAgent]:
    """Those who have a telephone and are not disabled, or are still in a call."""
    return [
        RoomAgent(
            **agent_view(agent, seats, zone).model_dump(),
            held=[_hold_view(one, zone) for one in held.get(agent.username, ())],
        )
        for agent in agents
        if agent.extension is not None and (not agent.disabled or agent.username in seats)
    ]


def room_calls(rows: Iterable[CallRow], zone: ZoneInfo) -> list[RoomCall]:
    """Numbers are in full: everybody who may see the room may see them."""
    return [
        RoomCall(
            id=row.id,
            direction=row.direction,
            state=row.state,
            number=row.citizens_number,
            called_name=row.called_name,
            queue=row.queue_now,
            origin=row.origin,
            started_at=local(row.started_at, zone),
            since=local(row.answered_at or row.queued_at or row.started_at, zone),
            ticket=row.ticket,
            legs=[_leg_view(leg, zone) for leg in row.legs if leg.ended_at is None],
            transfer=_transfer(row),
            supervision=_supervision(row),
        )
        for row in rows
    ]


def _hold_view(held: Held, zone: ZoneInfo) -> HoldView:
    return HoldView(hold=held.block.value, since=local(held.since, zone), until=local(held.until, zone))


def _leg_view(leg: LegRow, zone: ZoneInfo) -> RoomLeg:
    since = local(leg.answered_at or leg.started_at, zone)
    return RoomLeg(agent=leg.agent, extension=leg.extension, talking=leg.answered_at is not None, since=since)


def _transfer(row: CallRow) -> RoomTransfer | None:
    under_way = next((one for one in reversed(row.transfers) if one.open), None)
    if under_way is None:
        return None
    return RoomTransfer(
        id=under_way.id, mode=under_way.mode, target=under_way.target, name=under_way.name, state=under_way.state
    )


def _supervision(row: CallRow) -> RoomSupervision | None:
    living = next((one for one in row.supervisions if one.living), None)
    if living is None:
        return None
    return RoomSupervision(
        id=living.id, agent=living.agent, supervisor=living.supervisor, mode=living.mode, state=living.state
    )
