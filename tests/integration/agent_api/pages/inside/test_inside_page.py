"""Transfers between colleagues on the agent's page: why a call comes, and sending it further."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from hotline.domain.transfers.transfer import TransferMode
from hotline.store.engine import writing
from hotline.store.tables import transfers as table
from hotline.store.transfers import transfers
from hotline.store.transfers.transfers import Intent
from tests.parts.agent_api.listening import tell
from tests.parts.agent_api.telephone_page import CALL, LIVE, Line, at_desk, begun, can_be_pressed, state
from tests.parts.agent_api.world import World, leg, until
from tests.parts.browser import Tab

pytestmark = pytest.mark.parametrize("migrated", ["sqlite"], indirect=True)  # a page does not see the database
SINCE = "2026-11-20T01:00:00+00:00"
SEATS = json.dumps(
    {
        name: {"state": state, "since": SINCE, "call": call, "reason": ""}
        for name, state, call in (("anna", "talking", CALL), ("bob", "paused", None), ("carl", "ready", None))
    }
)


def stands(world: World, state: str) -> None:
    """How bob's transfer stands, of which only bob is told."""
    with writing(world.engine) as connection:
        connection.execute(update(table).where(table.c.id == "t1").values(state=state, started_at=datetime.now(UTC)))


async def test_a_colleagues_call_says_why_it_comes_and_goes_to_another_colleague(
    world: World, tab: Tab, line: Line
) -> None:
    now = datetime.now(UTC)
    for name, extension in (("bob", "1002"), ("carl", "1003")):
        world.add_person(name, extension=extension)
    await at_desk(world, tab)
    bobs = leg("bob", "1002")
    rings = leg("anna", answered=False) | {"channel": "node1-1001", "started_at": now, "ended_at": None}
    world.add_call(CALL, **LIVE | {"state": "held", "agent": "bob", "legs": [bobs, rings]})
    intent = Intent(
        id="t1",
        call=CALL,
        agent="bob",
        mode=TransferMode.CONSULT,
        target="agent:anna",
        name="anna",
        numbers=["1001"],
        emergency=False,
        ticket=None,
        note="查房产登记",
        created_at=now,
    )
    with writing(world.engine) as connection:
        transfers.begin(connection, intent)
    stands(world, "dialling")
    await tell(world, "call.ringing", "anna", CALL)
    await tab.until("document.querySelector('#call .coming')?.textContent.includes('转自')")
    await tab.tells("document.querySelector('#call .coming').textContent", "协商查房产登记")
    await state(world, "held", legs=[bobs, rings | {"picked_up_at": now}])
    await tab.until("document.querySelector('#call h2').textContent.includes('同事商议')")
    await tab.until("document.querySelector('#transfer').hidden")  # bob's transfer is bob's to end
    await world.redis.set("hotline:agents", SEATS)
    stands(world, "completed")
    over = bobs | {"ended_at": now}
    await state(world, "talking", agent="anna", legs=[over, rings | {"answered_at": now + timedelta(seconds=1)}])
    await tab.until(can_be_pressed("input[name=where][value=inside]"))
    await tab.click("input[name=where][value=inside]")
    carl, bob = ('[data-target="agent:carl"]', '[data-target="agent:bob"]')
    await tab.until(f"document.querySelector('{carl}') && {can_be_pressed(carl)}")
    await tab.until(f"document.querySelector('{bob}').disabled")
    await tab.click(carl)

    async def sent() -> bool:
        return [one["target"] for one in begun(world)] == ["agent:anna", "agent:carl"]

    await until(sent, "the transfer to carl")
    assert begun(world)[-1]["numbers"] == ["1003"]
    assert tab.problems == []
