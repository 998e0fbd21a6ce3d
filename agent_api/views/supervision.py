"""A supervision as shown alone and with its call."""

from datetime import datetime
from zoneinfo import ZoneInfo

from agent_api.protocol.fields import Answer
from agent_api.protocol.moments import from_text, shown
from hotline.domain.agents.agent import Agent, Role
from hotline.store.supervisions.supervisions import SupervisionRow


class ModeSince(Answer):
    mode: str
    at: datetime | None


class SupervisionView(Answer):
    """A supervisor in a call: listen (hears both, is heard by nobody), whisper (is heard by the agent alone), barge (is
    heard by both). `state` is ringing (the supervisor's telephone), joined or ended; `agent` is whom they hear. `modes`
    are all they were in. `reason` says why one ended that was never joined: no_answer, declined, call_over,
    not_placed."""

    id: str
    call: str
    agent: str
    supervisor: str
    mode: str
    modes: list[ModeSince]
    state: str
    reason: str
    created_at: datetime
    joined_at: datetime | None
    ended_at: datetime | None


def supervision_view(row: SupervisionRow, zone: ZoneInfo) -> SupervisionView:
    modes = [ModeSince(mode=mode, at=from_text(at, zone)) for mode, at in row.modes]
    return SupervisionView(**shown(row, SupervisionView, zone) | {"modes": modes})


def may_know(who: Agent) -> bool:
    """Agents do not learn who listens to them."""
    return who.role is not Role.AGENT
