"""Why callbacks are not dialled yet, from the live view and the rules."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from agent_api.http.route import Ask
from agent_api.protocol.moments import local
from agent_api.views.callback import WaitsView
from hotline.domain.agents.agent import AgentState
from hotline.domain.callbacks.callback import CallbackStatus
from hotline.domain.callbacks.hours import next_opening
from hotline.domain.callbacks.waiting import Duty, Moment, why_not_yet
from hotline.store.callbacks.callback_list import CallbackRow


def moment_of(ask: Ask[Any, Any]) -> Moment:
    """The call centre now; once for all rows of a list."""
    services, now = ask.services, ask.now
    policy = services.settings.hotline.callback
    opens_at = next_opening(policy, services.zone, now)
    wall = services.wall.picture()
    resting = wall["callbacks"].get("resting")
    ready = {seat["username"] for seat in wall["seats"] if seat["state"] == AgentState.READY.value}
    return Moment(
        now=now,
        opens_at=opens_at if opens_at is None or opens_at > now else None,
        rests_until=datetime.fromisoformat(resting["until"]) if resting else None,
        waiting=wall["waiting"] if wall["fresh"] else None,
        ready=ready if wall["fresh"] else None,
        keep_free=policy.keep_free,
    )


def waits_view(row: CallbackRow, at: Moment, zone: ZoneInfo) -> WaitsView | None:
    """None for one that is not pending."""
    if row.status != CallbackStatus.PENDING.value:
        return None
    duty = Duty(next_at=row.next_at, slowed=row.slowed, reserved_for=row.reserved_for)
    because = why_not_yet(duty, at)
    return WaitsView(why=because.why.value, until=local(because.until, zone))
