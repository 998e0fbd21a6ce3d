"""Tickets: found, read, worked on."""

from datetime import timedelta

import pytest

from hotline.store.callbacks import callback_list
from hotline.store.engine import reading
from tests.parts.agent_api.world import CITIZEN, MORNING, OTHER_CITIZEN, Person, World, leg


@pytest.fixture
async def anna(world: World) -> Person:
    return await world.person("anna", extension="1001")


async def test_an_agent_fills_in_a_ticket_and_it_stays(world: World, anna: Person) -> None:
    number = world.add_call("node1-1.1", agent="anna")
    filled = {"category": "complaint", "subject": "停水", "content": "三天没有水。\n请派人。", "status": "closed"}
    edited = await anna.ask("PATCH", f"/tickets/{number}", filled)
    assert edited.status == 200
    ticket = await anna.get(f"/tickets/{number}")
    assert ticket | filled == ticket
    assert ticket["updated_at"] > ticket["created_at"]
    assert ticket["caller"] == CITIZEN


async def test_what_is_not_named_stays(world: World, anna: Person) -> None:
    number = world.add_call("node1-1.1", agent="anna")
    await anna.ask("PATCH", f"/tickets/{number}", {"subject": "停水", "content": "x"})
    await anna.ask("PATCH", f"/tickets/{number}", {"subject": "停电"})
    ticket = await anna.get(f"/tickets/{number}")
    assert (ticket["subject"], ticket["content"], ticket["status"]) == ("停电", "x", "open")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"status": None},
        {"status": "lost"},
        {"category": "咨询"},
        {"subject": "x" * 201},
        {"subject": "two\nlines"},
        {"content": "x" * 20_001},
        {"content": "nul\0"},
        {"subject": 7},
        {"number": "1"},
        [],
        "text",
    ],
)
async def test_what_no_ticket_can_hold_is_refused_and_changes_nothing(world: World, anna: Person, body: object) -> None:
    number = world.add_call("node1-1.1", agent="anna")
    before = await anna.get(f"/tickets/{number}")
    assert (await anna.ask("PATCH", f"/tickets/{number}", body)).status == 422
    assert await anna.get(f"/tickets/{number}") == before


async def test_notes_bear_their_authors_name_and_come_oldest_first(world: World, anna: Person) -> None:
    ben = await world.person("ben")
    number = world.add_call("node1-1.1", agent="anna")
    first = await anna.ask("POST", f"/tickets/{number}/notes", {"text": "打过电话"})
    assert (first.status, first.body["author"]) == (201, "anna")
    await ben.ask("POST", f"/tickets/{number}/notes", {"text": "再打"})
    notes = (await anna.get(f"/tickets/{number}"))["notes"]
    assert [(note["author"], note["text"]) for note in notes] == [("anna", "打过电话"), ("ben", "再打")]
    assert (await anna.ask("POST", f"/tickets/{number}/notes", {"text": "  "})).status == 422
    assert (await anna.ask("POST", "/tickets/20200101-00001/notes", {"text": "x"})).status == 404


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, "3 2 1"),
        ({"status": "closed"}, "2"),
        ({"category": "complaint"}, "1"),
        ({"caller": f"+86{CITIZEN}"}, "2 1"),
        ({"agent": "anna"}, "1"),
        ({"q": "水管"}, "1"),
        ({"q": "PIPE"}, "1"),
        ({"q": "100%"}, "2"),
        ({"q": "_"}, ""),
        ({"q": "20261120-00003"}, "3"),
        ({"from_": "2026-11-20T09:01:00", "to": "2026-11-20T09:02:00"}, "2"),
    ],
)
async def test_tickets_are_found_by_what_is_known_of_them(
    world: World, anna: Person, filters: dict[str, str], found: str
) -> None:
    for index, caller in ((1, CITIZEN), (2, CITIZEN), (3, OTHER_CITIZEN)):
        started_at = MORNING + timedelta(minutes=index - 1)
        world.add_call(f"node1-1.{index}", caller=caller, agent="anna" if index == 1 else None, started_at=started_at)
    chief = await world.person("chief", "supervisor")
    await chief.ask("PATCH", "/tickets/20261120-00001", {"category": "complaint", "content": "水管 pipe 破"})
    await chief.ask("PATCH", "/tickets/20261120-00002", {"status": "closed", "subject": "100% 满意"})
    listed = await anna.all_of("/tickets", limit=1, **filters)
    assert [ticket["number"][-1] for ticket in listed] == found.split()


async def test_the_number_on_a_ticket_is_seen_by_those_whose_call_it_was(world: World, anna: Person) -> None:
    ben = await world.person("ben", extension="1002")
    number = world.add_call("node1-1.1", agent="anna", legs=[leg("anna")])
    assert (await anna.get(f"/tickets/{number}"))["caller"] == CITIZEN
    assert (await ben.get(f"/tickets/{number}"))["caller"] == "138******78"
    assert (await ben.get("/tickets"))["items"][0]["caller"] == "138******78"


async def test_words_of_danger_put_the_callback_first(world: World) -> None:
    anna = await world.person("anna", extension="1001")
    ticket = world.add_call("node1-1.1")
    owed = world.add_callback(CITIZEN, next_at=MORNING)
    await anna.ask("POST", f"/tickets/{ticket}/notes", {"text": "家里燃气泄漏，闻到味道"})
    with reading(world.engine) as connection:
        row = callback_list.get(connection, owed)
    assert row is not None
    assert row.urgent


async def test_a_change_of_what_somebody_else_has_changed_is_refused_and_neither_text_is_lost(world: World) -> None:
    anna = await world.person("anna", extension="1001")
    number = world.add_call("node1-1.1", agent="anna")
    seen = {"content": "", "subject": ""}
    assert (await anna.ask("PATCH", f"/tickets/{number}", {"content": "水表坏了", "before": seen})).status == 200
    again = {"content": "水管爆了", "subject": "停水", "before": seen}
    assert (await anna.ask("PATCH", f"/tickets/{number}", again)).status == 409
    ticket = await anna.get(f"/tickets/{number}")
    assert (ticket["content"], ticket["subject"]) == ("水表坏了", "")
    other_field = {"subject": "停水", "before": {"subject": ""}}
    assert (await anna.ask("PATCH", f"/tickets/{number}", other_field)).status == 200
    nothing = await anna.ask("PATCH", f"/tickets/{number}", {"before": {"subject": "停水"}})
    assert nothing.status == 422
