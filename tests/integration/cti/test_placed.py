"""A call that we plan is sent by one process, and given up by none that looked a moment too early."""

from typing import Any

import pytest
from sqlalchemy import Engine, insert, select

from hotline.commands.duties import give_up
from hotline.domain.facts.failure import Failure
from hotline.settings.hotline import parse_hotline
from hotline.store.callbacks import callback_desk
from hotline.store.callbacks import callbacks as callbacks_store
from hotline.store.calls import placed
from hotline.store.calls.placed import Plan
from hotline.store.engine import reading, writing
from hotline.store.tables import callbacks, placed_calls
from tests.parts.facts.stories import at

NOW = at(1000)
CALL = "node1-1763686800.c1"
MOMENTS = ("missed_at", "last_missed_at", "place_at", "lasts_from", "next_at")
HOTLINE = parse_hotline(
    {
        "trunks": [{"name": "carrier", "match": ["127.0.0.2/32"], "contact": "sip:127.0.0.2:5070"}],
        "queues": [{"name": "hotline", "numbers": ["12345"]}],
        "callback": {"hours": ["00:00-24:00"]},
    }
)


@pytest.fixture
def plan(engine: Engine) -> placed.Placed:
    duty = {"number": "13812345678", "status": "dialling", "agent": "anna"} | dict.fromkeys(MOMENTS, NOW)
    with writing(engine) as connection:
        callback = connection.execute(insert(callbacks).values(**duty).returning(callbacks.c.id)).scalar_one()
        who = Plan(id=CALL, number="13812345678", agent="anna", extension="1001", created_at=NOW, callback=callback)
        placed.plan(connection, who)
        return placed.of(connection, [CALL])[CALL]


def as_it_is(engine: Engine) -> tuple[Any, str]:
    with reading(engine) as connection:
        result = connection.execute(select(placed_calls.c.result)).scalar_one()
        return result, connection.execute(select(callbacks.c.status)).scalar_one()


def test_it_is_sent_by_whoever_claims_it_first_and_by_nobody_else(engine: Engine, plan: placed.Placed) -> None:
    with writing(engine) as connection:
        assert placed.claim_to_send(connection, CALL, NOW, at(1035))
        assert not placed.claim_to_send(connection, CALL, NOW, at(1035))


def test_who_looked_before_it_was_sent_does_not_give_it_up_after(engine: Engine, plan: placed.Placed) -> None:
    with writing(engine) as connection:
        placed.claim_to_send(connection, CALL, NOW, at(1035))
    with writing(engine) as connection:
        give_up(connection, HOTLINE, plan, NOW, sent=False)
    assert as_it_is(engine) == (None, "dialling")


def test_what_nobody_sends_goes_back_to_its_place(engine: Engine, plan: placed.Placed) -> None:
    with writing(engine) as connection:
        give_up(connection, HOTLINE, plan, NOW, sent=False)
        assert not placed.claim_to_send(connection, CALL, NOW, at(1035))
    assert as_it_is(engine) == (Failure.NEVER_SENT.value, "pending")


def test_what_was_looked_up_in_vain_goes_back_once(engine: Engine, plan: placed.Placed) -> None:
    for _ in range(2):
        with writing(engine) as connection:
            give_up(connection, HOTLINE, plan, NOW, sent=True)
    assert as_it_is(engine) == (Failure.NEVER_SENT.value, "pending")


def test_who_was_reached_after_all_is_reached_though_it_had_been_cancelled(engine: Engine, plan: placed.Placed) -> None:
    assert plan.callback is not None
    with writing(engine) as connection:
        assert callback_desk.cancel(connection, plan.callback, at(1010))
        callbacks_store.reached(connection, plan.callback, plan.agent, at(1011))
    assert as_it_is(engine)[1] == "reached"
