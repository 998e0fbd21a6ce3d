"""What an agent has done today, for themselves."""

from datetime import datetime

from pydantic import Field

from agent_api.http.route import Ask
from agent_api.protocol.fields import Answer, Query
from agent_api.protocol.moments import local
from agent_api.reports.surveys import SurveyTotals, fields_of
from hotline.domain.agents.agent import AgentState
from hotline.domain.midnight import midnight
from hotline.store.reports import own
from hotline.store.reports.own import Own


class OwnCallbacks(Answer):
    """As in /figures/agents."""

    taken: int
    reached: int
    attempts: int
    talk_s: float


class OwnFigures(Answer):
    """Since midnight in the centre's time zone. `answered` are inbound calls, `dialled` calls that the agent placed and
    that were answered; `talk_s` is the conversation in both and in callbacks. The other times are of the agent's
    states: `pause_s` by reason, "" without one. `transfers` by state; `survey` as in
    /figures/survey."""

    since: datetime = Field(serialization_alias="from")
    until: datetime = Field(serialization_alias="to")
    answered: int
    dialled: int
    talk_s: float
    mean_talk_s: float | None
    wrapup_s: float
    ready_s: float
    ringing_s: float
    pause_s: dict[str, float]
    callbacks: OwnCallbacks
    transfers: dict[str, int]
    survey: SurveyTotals


async def read_own(ask: Ask[Query, None]) -> OwnFigures:
    zone, now = ask.services.zone, ask.now
    since = midnight(now, zone)
    found = await ask.services.database.read(own.read, ask.who.username, since, now, zone)
    inbound = found.spoken["inbound"]
    return OwnFigures(
        since=local(since, zone),
        until=local(now, zone),
        answered=inbound.calls,
        dialled=found.spoken["outbound"].calls,
        talk_s=round(sum(one.talk_s for one in found.spoken.values()), 1),
        mean_talk_s=round(inbound.talk_s / inbound.calls, 1) if inbound.calls else None,
        wrapup_s=_lasted_s(found, AgentState.WRAPUP),
        ready_s=_lasted_s(found, AgentState.READY),
        ringing_s=_lasted_s(found, AgentState.RINGING),
        pause_s={
            reason: round(lasted_ms / 1000, 1)
            for (state, reason), lasted_ms in sorted(found.lasted_ms.items())
            if state == AgentState.PAUSED.value
        },
        callbacks=OwnCallbacks(
            taken=found.callbacks.callbacks,
            reached=found.callbacks.reached,
            attempts=found.callbacks.attempts,
            talk_s=round(found.callbacks.talk_s, 1),
        ),
        transfers=dict(found.transfers),
        survey=SurveyTotals.model_validate(fields_of(found.survey)),
    )


def _lasted_s(found: Own, state: AgentState) -> float:
    return round(sum(ms for (name, _), ms in found.lasted_ms.items() if name == state.value) / 1000, 1)
