"""Callbacks that a burst of calls has made: a supervisor says whether it was real."""

import logging
from datetime import datetime
from enum import Enum
from typing import Annotated

from pydantic import Field
from sqlalchemy import Connection

from agent_api.http.route import Ask
from agent_api.protocol.fields import Answer, Body, Query
from hotline.store.callbacks import floods

log = logging.getLogger(__name__)


class Decision(Enum):
    RELEASE = "release"  # the citizens are real: all are due now, and for two hours nothing is slowed
    CANCEL = "cancel"  # the numbers were forged: nobody is rung


class DecidedBurst(Body):
    action: Annotated[Decision, Field(strict=False)]


class Decided(Answer):
    """How many callbacks were released or cancelled."""

    count: int


async def decide(ask: Ask[Query, DecidedBurst]) -> Decided:
    count = await ask.services.database.write(_decide, ask.body.action, ask.now)
    log.info("%s: %s of %s slowed callbacks", ask.who.username, ask.body.action.value, count)
    await ask.services.live.notify("callbacks")
    return Decided(count=count)


def _decide(connection: Connection, action: Decision, now: datetime) -> int:
    step = floods.release if action is Decision.RELEASE else floods.cancel
    return step(connection, now)
