"""Callbacks that a burst of calls has made: a supervisor says whether it was real."""

import logging
from datetime import datetime

from sqlalchemy import Connection

from hotline.commands.resources import Resources
from hotline.domain.agents.agent import Agent
from hotline.domain.callbacks.floods import BurstDecision
from hotline.names.work import Work
from hotline.store.callbacks import floods

log = logging.getLogger(__name__)


async def decide_burst(at: Resources, who: Agent, decision: BurstDecision, now: datetime) -> int:
    """How many callbacks were released or cancelled."""
    count = await at.database.write(_decide, decision, now)
    log.info("%s: %s of %s slowed callbacks", who.username, decision.value, count)
    await at.live.notify(Work.CALLBACKS)
    return count


def _decide(connection: Connection, decision: BurstDecision, now: datetime) -> int:
    step = floods.release if decision is BurstDecision.RELEASE else floods.cancel
    return step(connection, now)
