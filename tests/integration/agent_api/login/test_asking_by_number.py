"""A number that somebody may not see cannot be found out by asking for it either; who asks is written down."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from hotline.settings.policies import LookPolicy
from hotline.store.engine import reading
from hotline.store.tables import alarms, looks
from tests.parts.agent_api.world import CITIZEN, OTHER_CITIZEN, Person, World, leg

LIVE: dict[str, Any] = {"state": "talking", "outcome": None, "ended_at": None, "talk_s": None}
MOST = LookPolicy().numbers_per_hour


@pytest.fixture
async def anna(world: World) -> Person:
    return await world.person("anna", extension="1001")


async def found(person: Person, path: str, **filters: str) -> list[str]:
    key = "id" if path == "/calls" else "call"
    return [one[key] for one in (await person.get(path, **filters))["items"]]


def seen(world: World) -> list[Any]:
    with reading(world.engine) as connection:
        return list(connection.execute(select(looks).order_by(looks.c.id)))


@pytest.mark.parametrize("path", ["/calls", "/tickets"])
async def test_a_number_finds_an_agents_own_rows_alone(world: World, anna: Person, path: str) -> None:
    world.add_call("node1-1.1", agent="ben", legs=[leg("ben")])
    assert await found(anna, path, caller=CITIZEN) == []
    world.add_call("node1-1.2", agent="ben", legs=[leg("anna"), leg("ben")])
    world.add_call("node1-1.3", agent="ben", legs=[leg("anna", answered=False), leg("ben")])
    assert sorted(await found(anna, path, caller=f"+86{CITIZEN}")) == ["node1-1.2", "node1-1.3"]
    assert len(await found(anna, path)) == 3


async def test_nor_is_a_number_found_that_another_agent_dialled(world: World, anna: Person) -> None:
    dialled: dict[str, Any] = {"direction": "outbound", "caller": "12345", "called": CITIZEN}
    world.add_call("node1-1.1", agent="ben", legs=[leg("ben")], **dialled)
    world.add_call("node1-1.2", agent="anna", legs=[leg("anna")], **dialled)
    world.add_call("node1-1.3", agent="ben", legs=[leg("ben")])
    assert await found(anna, "/calls", called=CITIZEN) == ["node1-1.2"]
    assert await found(anna, "/calls", called="12345") == ["node1-1.3"]
    assert await found(anna, "/tickets", called=CITIZEN) == ["node1-1.2"]


async def test_a_name_that_is_part_of_another_is_somebody_else(world: World, anna: Person) -> None:
    world.add_call("node1-1.1", agent="hanna", legs=[leg("hanna"), leg("anna2"), leg("an_a")])
    assert await found(anna, "/calls", caller=CITIZEN) == []


async def test_the_history_of_a_number_is_for_who_deals_with_the_citizen(world: World, anna: Person) -> None:
    ticket = world.add_call("node1-1.1", agent="ben", legs=[leg("ben")])
    world.add_callback()
    nothing = await anna.get(f"/callers/{CITIZEN}")
    assert (nothing["calls"], nothing["tickets"], nothing["open_ticket"], nothing["open_callback"]) == (
        [],
        [],
        None,
        None,
    )
    world.add_call("node1-2.1", legs=[leg("anna", answered=False)], started_at=datetime.now(UTC), **LIVE)
    known = await anna.get(f"/callers/{CITIZEN}")
    assert [one["number"] for one in known["tickets"]][-1] == ticket
    assert known["open_callback"]["number"] == CITIZEN
    assert len(await found(anna, "/calls", caller=CITIZEN)) == 2


async def test_the_history_of_a_number_without_anything_to_do_with_it_is_ones_own(world: World, anna: Person) -> None:
    mine = world.add_call("node1-1.1", agent="anna", legs=[leg("anna")])
    world.add_call("node1-1.2", agent="ben", legs=[leg("ben")])
    with_status = await world.person("chief", "supervisor")
    await with_status.ask("PATCH", f"/tickets/{mine}", {"status": "closed"})
    known = await anna.get(f"/callers/{CITIZEN}")
    assert [one["id"] for one in known["calls"]] == ["node1-1.1"]
    assert [one["number"] for one in known["tickets"]] == [mine]


async def test_an_auditor_looks_for_a_number_with_a_reason_alone(world: World) -> None:
    world.add_call("node1-1.1", agent="ben")
    keeper = await world.person("keeper", "auditor")
    for path in ("/calls", "/tickets", "/looks"):
        name = "number" if path == "/looks" else "caller"
        refused = await keeper.ask("GET", f"{path}?{name}={CITIZEN}")
        assert (refused.status, "Give a reason" in refused.body["detail"]) == (403, True), path
    why = {"headers": {"X-Reason": "case 7"}}
    listed = await keeper.ask("GET", f"/calls?caller={CITIZEN}", **why)
    assert [one["caller"] for one in listed.body["items"]] == [CITIZEN]
    assert (await keeper.ask("GET", "/calls?queue=hotline")).status == 200


async def test_the_log_of_looks_tells_what_was_asked_without_a_number(world: World, anna: Person) -> None:
    world.add_call("node1-1.1", agent="ben")
    await found(anna, "/calls", caller=CITIZEN, queue="hotline")
    await anna.get(f"/callers/{CITIZEN}")
    await anna.get(f"/callers/{OTHER_CITIZEN}")
    await found(anna, "/tickets", q=f"call {CITIZEN}")
    calls, caller, other, tickets = seen(world)
    assert (calls.hits, calls.filters) == (0, {"caller": calls.number_hash, "queue": "hotline"})
    assert len(calls.number_hash) == 64
    assert (caller.number_hash, caller.counted) == (calls.number_hash, True)
    assert other.number_hash not in ("", caller.number_hash)
    assert tickets.filters == {"q": "call 138******78"}
    assert CITIZEN not in str([tuple(row) for row in seen(world)])
    keeper = await world.person("keeper", "auditor")
    asked = await keeper.ask("GET", f"/looks?number={CITIZEN}", headers={"X-Reason": "a complaint"})
    assert [one["what"] for one in asked.body["items"]] == ["caller", "calls"]


async def test_guessing_ends_at_a_budget_and_is_told(world: World, anna: Person) -> None:
    world.add_call("node1-1.1", agent="ben")
    for last in range(MOST):
        assert await found(anna, "/calls", caller=f"138123456{last:02}") == []
    refused = await anna.ask("GET", "/calls?caller=13812340000")
    assert (refused.status, int(refused.headers["Retry-After"]) > 3000) == (429, True)
    assert "different numbers" in refused.body["detail"]
    assert (await anna.ask("GET", "/callers/13812340001")).status == 429
    with reading(world.engine) as connection:
        assert [(row.kind, row.subject) for row in connection.execute(select(alarms))] == [("looks_budget", "anna")]
    assert seen(world)[-1].what == "refused"
    assert await found(anna, "/calls", caller="13812345600") == []  # one of those that were asked for
    world.add_call("node1-2.1", legs=[leg("anna")], caller=OTHER_CITIZEN, started_at=datetime.now(UTC), **LIVE)
    assert (await anna.get(f"/callers/{OTHER_CITIZEN}"))["calls"]  # the citizen whom they talk to is always known


async def test_many_guesses_at_once_do_not_all_find_the_budget_unspent(world: World, anna: Person) -> None:
    asks = (anna.ask("GET", f"/callers/1391234{last:04}") for last in range(MOST + 40))
    statuses = [reply.status for reply in await asyncio.gather(*asks)]
    assert statuses.count(200) == MOST


async def test_short_codes_are_nobodys_and_cost_nothing(world: World, anna: Person) -> None:
    world.add_call("node1-1.1", agent="ben", caller="110")
    assert await found(anna, "/calls", caller="110") == ["node1-1.1"]
    assert not any(look.counted for look in seen(world))
