"""Callbacks opened by a burst of calls: a supervisor decides whether the calls were real."""

from typing import Annotated

from pydantic import Field

from agent_api.http.route import Ask
from agent_api.protocol.fields import Answer, Body, Query
from hotline.commands.bursts import decide_burst
from hotline.domain.callbacks.floods import BurstDecision


class DecidedBurst(Body):
    action: Annotated[BurstDecision, Field(strict=False)]


class Decided(Answer):
    """How many callbacks were released or cancelled."""

    count: int


async def decide(ask: Ask[Query, DecidedBurst]) -> Decided:
    return Decided(count=await decide_burst(ask.services, ask.who, ask.body.action, ask.now))
