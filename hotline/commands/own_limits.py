"""The message to an agent who wants to place more calls than they may (hotline.domain.agents.limits)."""

from datetime import datetime

from sqlalchemy import Connection

from hotline.domain.agents.agent import Agent
from hotline.domain.agents.limits import Limit, over_limit
from hotline.domain.midnight import midnight
from hotline.settings.hotline import Hotline
from hotline.store.calls import placed
from hotline.store.reports import alarms


def refusal(connection: Connection, agent: Agent, number: str, hotline: Hotline, now: datetime) -> str | None:
    """Why the call may not be placed, which also raises an alarm; None if it may."""
    phones = hotline.phones
    live, today = placed.own_calls(connection, agent.username, midnight(now, hotline.centre.zone))
    limit = over_limit(phones, number, live=live, today=today)
    if limit is None:
        return None
    alarms.raise_alarm(connection, alarms.AlarmKind.DIALLING_LIMIT, f"extension {agent.extension}", now)
    if limit is Limit.DAY:
        return f"You have placed {today} calls today, and {phones.calls_a_day} is the limit."
    return f"You are in {live} calls that you placed, and {phones.calls_at_once} is the limit."
