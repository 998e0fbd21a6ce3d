"""Whom an agent can send a citizen to inside the room: colleagues, the supervisor who is free the longest, queues."""

from collections.abc import Iterable
from typing import Literal

from agent_api.http.route import Ask
from agent_api.protocol.fields import Answer, Query
from hotline.domain.agents.agent import Agent
from hotline.domain.agents.inside import AGENT, QUEUE, SUPERVISOR, free_supervisor, has_anybody
from hotline.domain.agents.now import AgentNow
from hotline.store.agents import agents


class InsideTarget(Answer):
    """`target` is what POST /calls/{id}/transfers takes. `state` is the colleague's, with its reason; for the others it
    is ready or offline. `free`: the transfer would not be refused now."""

    target: str
    kind: Literal["supervisor", "queue", "agent"]
    name: str
    extension: str
    state: str
    reason: str
    free: bool


class InsidePage(Answer):
    items: list[InsideTarget]
    next: str | None


async def list_inside(ask: Ask[Query, None]) -> InsidePage:
    """The supervisor and the queues first, then colleagues with a telephone, those who are ready first."""
    people = await ask.services.database.read(agents.load_all)
    states = await ask.services.live.states()
    others = [one for one in people if one.extension and not one.disabled and one.username != ask.who.username]
    me = ask.who.username
    chief = free_supervisor(people, states, me)
    queues = [
        _target(QUEUE + queue.name, "queue", queue.name, free=has_anybody(queue.name, people, states, me))
        for queue in ask.services.settings.hotline.queues
    ]
    supervisor = _target(SUPERVISOR, "supervisor", chief.name if chief else "", free=chief is not None)
    return InsidePage(items=[supervisor, *queues, *_colleagues(others, states)], next=None)


def _colleagues(people: Iterable[Agent], states: dict[str, AgentNow]) -> list[InsideTarget]:
    found = [
        InsideTarget(
            target=AGENT + one.username,
            kind="agent",
            name=one.name,
            extension=one.extension or "",
            state=now.state.value,
            reason=now.reason,
            free=now.is_ready,
        )
        for one in people
        for now in [states.get(one.username, AgentNow())]
    ]
    return sorted(found, key=lambda one: (not one.free, one.state == "offline", one.name, one.extension))


def _target(target: str, kind: Literal["supervisor", "queue"], name: str, *, free: bool) -> InsideTarget:
    state = "ready" if free else "offline"
    return InsideTarget(target=target, kind=kind, name=name, extension="", state=state, reason="", free=free)
