"""Supervision over HTTP; hotline.commands.supervisors carries it out. Each one, and each change of its mode, is a look
at the call."""

from typing import Literal

from agent_api.http.route import Ask
from agent_api.privacy.look_log import Asked
from agent_api.protocol.fields import Body, Query
from agent_api.views.supervision import SupervisionView, supervision_view
from hotline.commands.supervisors import supervisions
from hotline.commands.supervisors.supervisions import Supervise
from hotline.domain.supervisions.supervision import SupervisionMode
from hotline.store.privacy.looks import Look


class HowToSupervise(Body):
    """listen: hear both; whisper: be heard by the agent alone; barge: be heard by both."""

    mode: Literal["listen", "whisper", "barge"]


async def begin_supervision(ask: Ask[Query, HowToSupervise]) -> SupervisionView:
    """The supervisor's telephone rings."""
    wanted = Supervise(call=ask.path("id"), mode=SupervisionMode(ask.body.mode))
    agent_now = await ask.services.live.now_of(ask.who.username)
    seen = _look(ask, wanted.call)
    row = await supervisions.begin(ask.services, ask.who, agent_now, wanted, seen, ask.now)
    return supervision_view(row, ask.services.zone)


async def read_supervision(ask: Ask[Query, None]) -> SupervisionView:
    return supervision_view(await supervisions.read(ask.services, ask.path("id")), ask.services.zone)


async def change_supervision(ask: Ask[Query, HowToSupervise]) -> SupervisionView:
    mode = SupervisionMode(ask.body.mode)
    row = await supervisions.change_mode(ask.services, ask.who, ask.path("id"), mode, _look(ask, ""))
    return supervision_view(row, ask.services.zone)


async def leave_supervision(ask: Ask[Query, None]) -> SupervisionView:
    row = await supervisions.leave(ask.services, ask.who, ask.path("id"), ask.now)
    return supervision_view(row, ask.services.zone)


def _look(ask: Ask[Query, HowToSupervise], call: str) -> Look:
    return ask.look(ask.visibility(), "supervision", call, Asked(filters={"mode": ask.body.mode}))
