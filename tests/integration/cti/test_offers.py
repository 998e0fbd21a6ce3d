"""Offers while the picture of the room in Redis is older than what SQL knows: no live caller pays for that."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, insert, select

from hotline.commands.offers import TakenBack, offer, take_back
from hotline.store.engine import reading, writing
from hotline.store.tables import agents, callbacks, calls, declines, placed_calls
from tests.parts.facts.stories import at
from tests.parts.store.legs import put_legs

NOW = at(1000)
DAYS = timedelta(days=3)
MOMENTS = ("missed_at", "last_missed_at", "place_at", "lasts_from", "next_at")
PLANNED = "node1-1763686800.c1"


@pytest.fixture(autouse=True)
def _owed(engine: Engine) -> None:
    person = {"name": "", "role": "agent", "queues": [], "password_hash": "", "wish_since": NOW, "extension": "1001"}
    owed = {"status": "pending"} | dict.fromkeys(MOMENTS, NOW)
    with writing(engine) as connection:
        connection.execute(insert(agents), [person | {"username": "anna"}])
        connection.execute(insert(callbacks), [owed | {"number": "13800000001"}])


def offered(engine: Engine) -> bool:
    """Whether anna, ready as Redis has it, is given the callback; then her call is planned."""
    with writing(engine) as connection:
        given = offer(connection, "anna", PLANNED, NOW)
    with reading(engine) as connection:
        assert [row.id for row in connection.execute(select(placed_calls.c.id))] == [PLANNED] * given
    return given


def live(engine: Engine, **columns: Any) -> None:
    call = {"id": "node1-1.1", "direction": "inbound", "state": "talking", "caller": "13800000002"}
    started = {"caller_name": "", "called": "12345", "origin": "", "queue": "hotline", "started_at": NOW}
    with writing(engine) as connection:
        legs = columns.pop("legs", [])
        connection.execute(insert(calls).values(**call | started | columns))
        put_legs(connection, (call | columns)["id"], legs, started_at=NOW)


def test_who_is_ready_gets_one(engine: Engine) -> None:
    assert offered(engine)


def test_nobody_while_a_citizen_waits(engine: Engine) -> None:
    live(engine, state="queued")
    assert not offered(engine)


def test_not_who_has_just_picked_up(engine: Engine) -> None:
    live(engine, agent="anna", legs=[{"agent": "anna", "ended_at": None}])
    assert not offered(engine)


def test_an_offer_goes_back_without_blame_when_a_citizen_gets_through(engine: Engine) -> None:
    ringing = {"agent": "anna", "answered_at": None, "ended_at": None}
    with writing(engine) as connection:
        assert offer(connection, "anna", None, NOW)
    live(engine, agent="anna", legs=[ringing])
    with writing(engine) as connection:
        assert take_back(connection, DAYS, NOW) == TakenBack(lapsed=[], recalled=[])
        put_legs(connection, "node1-1.1", [ringing | {"answered_at": NOW}], started_at=NOW)
        assert take_back(connection, DAYS, NOW) == TakenBack(lapsed=[], recalled=["anna"])
        assert connection.execute(select(callbacks.c.status, callbacks.c.agent)).one() == ("pending", None)
        assert connection.execute(select(declines)).all() == []


def test_an_offer_that_runs_out_while_the_phone_rings_is_no_fault(engine: Engine) -> None:
    with writing(engine) as connection:
        assert offer(connection, "anna", None, NOW)
    live(engine, legs=[{"agent": "anna", "answered_at": None, "ended_at": None}])
    with writing(engine) as connection:
        assert take_back(connection, DAYS, NOW + timedelta(minutes=1)) == TakenBack(lapsed=[], recalled=["anna"])


def test_an_offer_that_an_idle_agent_lets_go_by_is_theirs(engine: Engine) -> None:
    with writing(engine) as connection:
        assert offer(connection, "anna", None, NOW)
        assert take_back(connection, DAYS, NOW + timedelta(minutes=1)) == TakenBack(lapsed=["anna"], recalled=[])
        assert connection.execute(select(declines.c.agent)).scalars().all() == ["anna"]


def test_a_colleagues_talk_and_one_that_is_over_are_no_reason(engine: Engine) -> None:
    live(engine, agent="ben", legs=[{"agent": "ben", "ended_at": None}])
    live(engine, id="node1-1.2", agent="anna", state="ended", ended_at=NOW + timedelta(seconds=9))
    assert offered(engine)
