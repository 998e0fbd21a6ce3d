"""Callbacks that are owed, and what was dialled for them, as reports count them."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert

from hotline.store.engine import writing
from hotline.store.tables import placed_calls
from tests.parts.agent_api.world import MORNING, World

DAYS = {"from_": "2026-11-20", "to": "2026-11-22"}


def minutes(count: float, since: datetime = MORNING) -> datetime:
    return since + timedelta(minutes=count)


def add_duty(world: World, number: int, status: str, **columns: Any) -> int:
    """A duty and the missed call behind it, on the day of `missed_at`."""
    missed_at = columns.get("missed_at", MORNING)
    callback = world.add_callback(f"1380000{number:04}", status, **columns)
    world.add_missed(f"node1-1.{number}", callback, started_at=missed_at, ended_at=missed_at)
    return callback


def add_dialling(world: World, call: str, agent: str, callback: int, result: str, **columns: Any) -> None:
    reached_at = columns.pop("reached_at", None)
    at = columns.pop("created_at", MORNING)
    values = {"id": call, "number": "1", "agent": agent, "extension": "1001", "callback": callback, "created_at": at}
    with writing(world.engine) as connection:
        connection.execute(insert(placed_calls).values(**values, result=result, reached_at=reached_at, ended_at=at))
    shown = {"direction": "callback", "with_ticket": False, "started_at": at, "caller": "", "agent": agent}
    world.add_call(call, **shown | columns)
