"""Calls: listed by filters, page after page, each number seen only by those who may."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest

from tests.parts.agent_api.world import CITIZEN, MORNING, OTHER_CITIZEN, Person, World, leg

CONTRACT = [
    *("id", "direction", "caller", "called", "queue", "state", "outcome", "missed_in", "agent", "started_at"),
    *(
        "queued_at",
        "answered_at",
        "ended_at",
        "wait_s",
        "talk_s",
        "ticket",
        "callback",
        "recording",
        "legs",
        "transfers",
    ),
]
MASKED = "138******78"


@pytest.fixture
async def chief(world: World) -> Person:
    return await world.person("chief", "supervisor")


async def test_a_call_has_the_fields_of_the_contract_and_where_it_came_from_and_went_on(
    world: World, chief: Person
) -> None:
    ticket = world.add_call("node1-1.1", agent="anna", legs=[leg("anna")])
    call = await chief.get("/calls/node1-1.1")
    assert list(call) == [
        *CONTRACT,
        "called_name",
        "origin",
        "overflowed_to",
        "sent_to",
        "to_person_s",
        "forced_end",
        "survey",
        "notice",
        "supervisions",
        "can",
    ]
    assert call["started_at"] == "2026-11-20T09:00:00+08:00"
    assert call["legs"][0]["started_at"] == "2026-11-20T09:00:10+08:00"
    assert (call["caller"], call["ticket"], call["transfers"]) == (CITIZEN, ticket, [])
    assert (await chief.ask("GET", "/calls/node1-9.9")).status == 404


async def test_calls_come_newest_first_each_once_page_after_page(world: World, chief: Person) -> None:
    for number in range(25):
        world.add_call(f"node1-1.{number:03}", started_at=MORNING + timedelta(seconds=number // 3))
    listed = [call["id"] for call in await chief.all_of("/calls", limit=4)]
    assert listed == [f"node1-1.{number:03}" for number in reversed(range(25))]


async def test_a_call_that_comes_while_one_pages_moves_nothing(world: World, chief: Person) -> None:
    for number in range(6):
        world.add_call(f"node1-1.{number}", started_at=MORNING + timedelta(seconds=number))
    first = await chief.get("/calls", limit=3)
    world.add_call("node1-1.99", started_at=MORNING + timedelta(minutes=1))
    second = await chief.get("/calls", limit=3, cursor=first["next"])
    assert [call["id"] for call in first["items"] + second["items"]] == [f"node1-1.{n}" for n in (5, 4, 3, 2, 1, 0)]
    assert second["next"] is None


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"from_": "2026-11-20T09:10:00+08:00"}, "3 4"),
        ({"from_": "2026-11-20T01:10:00Z"}, "3 4"),
        ({"from_": "2026-11-20T09:10:00"}, "3 4"),
        ({"from_": "2026-11-20T09:10:00 08:00"}, "3 4"),
        ({"from_": "2026-11-20", "to": "2026-11-20T09:10:00"}, "1 2"),
        ({"to": "2026-11-20T09:10:00+08:00"}, "1 2"),
        ({"direction": "outbound"}, "4"),
        ({"state": "ended"}, "1 2 4"),
        ({"state": "queued"}, "3"),
        ({"state": "live"}, "3"),
        ({"outcome": "missed"}, "2"),
        ({"missed_in": "full"}, "2"),
        ({"caller": CITIZEN}, "1 2"),
        ({"caller": "+86 138-1234-5678"}, "1 2"),
        ({"agent": "anna"}, "1"),
        ({"queue": "expert"}, "3"),
        ({"queue": "expert", "agent": "anna"}, ""),
    ],
)
async def test_a_filter_finds_just_what_it_says(
    world: World, chief: Person, filters: dict[str, str], found: str
) -> None:
    later = MORNING + timedelta(minutes=10)
    world.add_call("node1-1.1", agent="anna")
    world.add_missed("node1-1.2", None, "full", started_at=MORNING + timedelta(minutes=9))
    live: dict[str, Any] = {"state": "queued", "outcome": None, "ended_at": None, "talk_s": None, "queue": "expert"}
    world.add_call("node1-1.3", caller=OTHER_CITIZEN, started_at=later, **live)
    outgoing: dict[str, Any] = {"direction": "outbound", "caller": "12345", "called": OTHER_CITIZEN}
    world.add_call("node1-1.4", started_at=later + timedelta(seconds=1), **outgoing)
    listed = await chief.get("/calls", **filters)
    assert sorted(call["id"].rpartition(".")[2] for call in listed["items"]) == found.split()


@pytest.mark.parametrize("migrated", ["sqlite"], indirect=True)  # refused before SQL is asked
@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=101",
        "limit=ten",
        "limit=1&limit=2",
        "state=asleep",
        "direction=up",
        "from=yesterday",
        "from=2026-13-01",
        "from=0001-01-01T00:00:00",
        "to=9999-12-31T23:59:59-23:00",
        "unknown=1",
        "cursor=nonsense",
        "cursor=W10",
        "cursor=WyIyMDI2LTExLTIwIiwgIngiXQ",
        "caller=" + "1" * 100,
        "agent=%00",
        "queue=a%0Ab",
    ],
)
async def test_a_wrong_question_is_said_to_be_wrong(world: World, chief: Person, query: str) -> None:
    reply = await chief.ask("GET", f"/calls?{query}")
    assert reply.status == 400, reply
    assert reply.body["errors"][0]["field"] == query.partition("=")[0]


async def test_a_cursor_of_another_list_is_refused(world: World, chief: Person) -> None:
    for number in range(3):
        world.add_call(f"node1-1.{number}", started_at=MORNING + timedelta(seconds=number))
    agents_cursor = (await (await world.person("zed", "admin")).get("/agents", limit=1))["next"]
    assert (await chief.ask("GET", f"/calls?cursor={agents_cursor}")).status == 400


async def test_an_agent_sees_the_numbers_of_their_own_calls_and_no_others(world: World) -> None:
    anna, ben = await world.person("anna", extension="1001"), await world.person("ben", extension="1002")
    rang_at_bens = [leg("ben", "1002", answered=False), leg("anna")]
    world.add_call("node1-1.1", agent="anna", legs=rang_at_bens)
    world.add_call("node1-1.2", agent="anna", legs=[leg("anna")], started_at=MORNING + timedelta(minutes=1))
    callers = {
        who: [call["caller"] for call in (await person.get("/calls"))["items"]]
        for who, person in (("anna", anna), ("ben", ben))
    }
    assert callers == {"anna": [CITIZEN, CITIZEN], "ben": [MASKED, CITIZEN]}
    assert (await ben.get("/calls/node1-1.2"))["caller"] == MASKED


async def test_of_an_outgoing_call_the_citizen_is_the_called_one(world: World) -> None:
    anna = await world.person("anna", extension="1001")
    world.add_call("node1-1.1", direction="callback", caller="12345", called=CITIZEN, agent="ben")
    call = await anna.get("/calls/node1-1.1")
    assert (call["caller"], call["called"]) == ("12345", MASKED)


async def test_an_auditor_sees_a_number_only_with_a_reason_and_that_is_recorded(world: World) -> None:
    auditor = await world.person("audrey", "auditor")
    world.add_call("node1-1.1")
    assert (await auditor.get("/calls/node1-1.1"))["caller"] == MASKED
    assert (await auditor.get("/calls/node1-1.1", reason="  "))["caller"] == MASKED
    assert (await auditor.get("/calls/node1-1.1", reason="投诉 20261120"))["caller"] == CITIZEN
    by_header = await auditor.ask("GET", "/calls/node1-1.1", headers={"X-Reason": "complaint 7"})
    assert by_header.body["caller"] == CITIZEN
    as_browsers = await auditor.ask("GET", "/calls/node1-1.1", headers={"X-Reason": quote("投诉复核，100%")})
    assert as_browsers.body["caller"] == CITIZEN
    looks = await auditor.all_of("/looks")
    assert [(look["what"], look["subject"], look["reason"], look["full_number"]) for look in reversed(looks)] == [
        ("call", "node1-1.1", "", False),
        ("call", "node1-1.1", "", False),
        ("call", "node1-1.1", "投诉 20261120", True),
        ("call", "node1-1.1", "complaint 7", True),
        ("call", "node1-1.1", "投诉复核，100%", True),
    ]


async def test_every_look_is_recorded_once_and_no_number_in_clear(world: World, chief: Person) -> None:
    auditor = await world.person("audrey", "auditor")
    ticket = world.add_call("node1-1.1")
    await chief.get("/calls")
    await chief.get(f"/callers/{CITIZEN}")
    await chief.get(f"/tickets/{ticket}")
    looks = [look for look in await auditor.all_of("/looks") if look["username"] == "chief"]
    assert [(look["what"], look["subject"], look["full_number"]) for look in reversed(looks)] == [
        ("calls", "", True),
        ("caller", MASKED, True),
        ("ticket", ticket, True),
    ]
    assert len(await auditor.all_of("/looks", username="audrey")) == 0
