"""An agent as shown to themselves, in lists, at log-in and on the socket."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from agent_api.protocol.fields import Answer
from agent_api.protocol.moments import from_text, local
from hotline.domain.agents.agent import Agent, AgentState


class TelephoneView(Answer):
    """Why a telephone cannot be rung: not_reached (registered, but does not answer), wrong_secret, not_allowed (its
    address may not register), not_registered. `address` and `at` belong to a refused registration."""

    trouble: Literal["not_reached", "wrong_secret", "not_allowed", "not_registered"]
    address: str
    at: datetime | None


class TodayView(Answer):
    """The agent serves other queues than usual, until a moment, by the wish of a supervisor (`by`)."""

    until: datetime
    by: str
    usual_queues: list[str]
    usual_penalties: dict[str, int]


class AgentView(Answer):
    """`state`, `since` and `call` are the agent's current state (offline while it is unknown); `wish` is what they
    chose, or what the supervisor `wish_by` (`wish_by_name`) chose for them; `penalties` are by queue. `wish_reason`
    is the reason given with the wish, or says how the agent left: logged_out, session_ended, desk_closed. `desk`
    says whether they have an open desk (a WebSocket), null if unknown; `phone` describes a problem of their
    telephone, null if none is known; `silent` is the side of their conversation that sends no sound: their
    telephone (agent) or the citizen's. A `disabled` agent cannot log in. `queues` are those of now; `today` is null
    unless they are others than usual. `must_change_password`: an admin chose the password, and the page asks for a
    new one."""

    username: str
    name: str
    role: str
    extension: str | None
    queues: list[str]
    penalties: dict[str, int]
    wish: str
    wish_reason: str
    wish_by: str | None
    wish_by_name: str | None
    holds: list[str]
    state: str
    reason: str
    since: datetime | None
    call: str | None
    desk: bool | None
    phone: TelephoneView | None
    silent: Literal["agent", "citizen"] | None
    disabled: bool
    must_change_password: bool
    today: TodayView | None


def agent_view(agent: Agent, seats: Mapping[str, Mapping[str, Any]], zone: ZoneInfo) -> AgentView:
    """An agent without secrets, with their state from the live view."""
    seat = seats.get(agent.username, {})
    return AgentView(
        username=agent.username,
        name=agent.name,
        role=agent.role.value,
        extension=agent.extension,
        queues=list(agent.queues),
        penalties={queue: agent.penalties.get(queue, 0) for queue in agent.queues},
        wish=agent.wish.value,
        wish_reason=agent.wish_reason,
        wish_by=agent.wish_by or None,
        wish_by_name=agent.wish_by_name or None,
        holds=sorted(block.value for block in agent.blocks),
        state=seat.get("state", AgentState.OFFLINE.value),
        reason=seat.get("reason", ""),
        since=from_text(seat.get("since"), zone),
        call=seat.get("call"),
        desk=seat.get("desk"),
        phone=telephone_view(seat.get("phone"), zone),
        silent=seat.get("silent"),
        disabled=agent.disabled,
        must_change_password=agent.must_change_password,
        today=_today(agent, zone),
    )


def _today(agent: Agent, zone: ZoneInfo) -> TodayView | None:
    day = agent.day
    if day is None:
        return None
    penalties = {queue: day.usual_penalties.get(queue, 0) for queue in day.usual_queues}
    usual = list(day.usual_queues)
    return TodayView(until=local(day.until, zone), by=day.by, usual_queues=usual, usual_penalties=penalties)


def telephone_view(found: Mapping[str, Any] | None, zone: ZoneInfo) -> TelephoneView | None:
    if found is None:
        return None
    return TelephoneView(trouble=found["trouble"], address=found["address"], at=from_text(found["at"], zone))
