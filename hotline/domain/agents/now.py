"""An agent's state at this moment, as cti publishes it; offline if it is unknown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hotline.domain.agents.agent import AgentState

PHONE_CLOSED = "phone"  # the reason of an agent who is offline because their telephone is not reachable


@dataclass(frozen=True, kw_only=True)
class AgentNow:
    """`since` is when they entered the state, None while nothing is known of them."""

    state: AgentState = AgentState.OFFLINE
    reason: str = ""
    since: datetime | None = None
    has_desk: bool = False

    @property
    def is_known(self) -> bool:
        return self.since is not None

    @property
    def is_ready(self) -> bool:
        return self.state is AgentState.READY

    @property
    def phone_is_closed(self) -> bool:
        return self.state is AgentState.OFFLINE and self.reason == PHONE_CLOSED


def agent_now(shown: Mapping[str, Any] | None) -> AgentNow:
    """From what cti has published of this agent in Redis; None means nothing."""
    if not shown or "state" not in shown:
        return AgentNow()
    since = shown.get("since")
    return AgentNow(
        state=AgentState(shown["state"]),
        reason=shown.get("reason", ""),
        since=datetime.fromisoformat(since) if since else None,
        has_desk=bool(shown.get("desk")),
    )
