"""Whose a ticket is: it is not had by dialling, not changed by just anybody, and what stood there stays readable."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from cti.effects.change import Change
from cti.effects.filing import file_changes
from hotline.domain.calls.call import Call
from hotline.domain.calls.projection import project
from hotline.domain.facts.channel import OUTBOUND_LETTER, new_placed_id
from hotline.domain.facts.facts import Fact, FactKind
from hotline.settings.hotline import parse_hotline
from hotline.store.engine import reading, writing
from hotline.store.tables import placed_calls
from tests.parts.agent_api.world import CITIZEN, OTHER_CITIZEN, Person, World, leg
from tests.parts.facts.people import owners

DIALLED = new_placed_id("node1", OUTBOUND_LETTER, datetime.now(UTC))
HOTLINE = parse_hotline(
    {
        "trunks": [{"name": "carrier", "match": ["127.0.0.2/32"], "contact": "sip:127.0.0.2:5070"}],
        "queues": [{"name": "hotline", "numbers": ["12345"]}],
    }
)


@pytest.fixture
async def anna(world: World) -> Person:
    return await world.person("anna", extension="1001")


@pytest.fixture
async def ben(world: World) -> Person:
    return await world.person("ben", extension="1002")


def talk(number: str) -> Call:
    """Ben dials a number, and somebody there picks up."""
    began = datetime.now(UTC)

    def fact(kind: FactKind, channel: str, second: int, peer: str = "", **data: str) -> Fact:
        at = began + timedelta(seconds=second)
        return Fact(kind=kind, channel=channel, at=at, peer=peer, call=DIALLED, data=data)

    call = project(
        DIALLED,
        [
            fact(FactKind.PLACED, DIALLED, 0, extension="1002"),
            fact(FactKind.PARTY, "p", 3, trunk="carrier", linkedid=DIALLED),
            fact(FactKind.JOINED, DIALLED, 5, "bridge"),
            fact(FactKind.JOINED, "p", 5, "bridge"),
        ],
    )
    assert call is not None
    assert call.answered_at is not None
    return call


def dial(world: World, number: str, ticket: str) -> None:
    """What cti files of a call that ben places for a ticket."""
    plan = {"id": DIALLED, "number": number, "agent": "ben", "extension": "1002", "ticket": ticket}
    with writing(world.engine) as connection:
        connection.execute(insert(placed_calls).values(**plan, created_at=datetime.now(UTC)))
        change = Change(before=None, after=talk(number), facts=[])
        file_changes(connection, HOTLINE, [change], owners(**{"1002": "ben"}), datetime.now(UTC))


async def changes(person: Person, ticket: str) -> list[tuple[str, list[dict[str, Any]]]]:
    items = (await person.get(f"/tickets/{ticket}/history"))["items"]
    return [(one["username"], one["changes"]) for one in items]


async def test_a_ticket_is_not_had_by_dialling_some_other_number_for_it(world: World, ben: Person) -> None:
    ticket = world.add_call("node1-1.1", agent="anna", legs=[leg("anna")])
    dial(world, OTHER_CITIZEN, ticket)
    seen = await ben.get(f"/tickets/{ticket}")
    assert seen["agent"] == "anna"
    assert CITIZEN not in str(seen)


async def test_who_reaches_its_citizen_has_the_ticket_and_the_change_is_told(world: World, ben: Person) -> None:
    ticket = world.add_call("node1-1.1", agent="anna", legs=[leg("anna")])
    dial(world, CITIZEN, ticket)
    assert (await ben.get(f"/tickets/{ticket}"))["agent"] == "ben"
    given = [{"field": "agent", "before": "anna", "after": "ben"}]
    assert await changes(ben, ticket) == [("ben", given)]


@pytest.mark.parametrize("number", [CITIZEN, OTHER_CITIZEN])
async def test_nobody_dials_for_another_agents_ticket(world: World, ben: Person, number: str) -> None:
    ticket = world.add_call("node1-1.1", agent="anna", legs=[leg("anna")])
    refused = await ben.ask("POST", "/calls", {"number": number, "ticket": ticket})
    assert refused.status == 403
    assert "without a ticket" in refused.body["detail"]
    assert (await ben.ask("POST", "/calls", {"number": number, "ticket": None})).status == 201


async def test_a_ticket_that_is_nobodys_yet_may_be_dialled_for(world: World, ben: Person) -> None:
    ticket = world.add_missed("node1-1.1", None)
    assert (await ben.ask("POST", "/calls", {"number": CITIZEN, "ticket": ticket})).status == 201


async def test_another_agents_ticket_is_noted_on_but_not_changed(world: World, anna: Person, ben: Person) -> None:
    ticket = world.add_call("node1-1.1", agent="anna", legs=[leg("anna")])
    await anna.ask("PATCH", f"/tickets/{ticket}", {"content": "三天没有水"})
    before = await anna.get(f"/tickets/{ticket}")
    refused = await ben.ask("PATCH", f"/tickets/{ticket}", {"content": "", "status": "closed"})
    assert (refused.status, "note" in refused.body["detail"]) == (403, True)
    assert await anna.get(f"/tickets/{ticket}") == before
    assert (await ben.ask("POST", f"/tickets/{ticket}/notes", {"text": "又来电"})).status == 201


async def test_who_talks_to_its_citizen_now_or_has_just_done_so_goes_on_with_the_ticket(
    world: World, ben: Person
) -> None:
    ticket = world.add_call("node1-1.1", agent="anna", legs=[leg("anna")])
    live: dict[str, Any] = {"state": "talking", "outcome": None, "ended_at": None, "talk_s": None}
    world.add_call("node1-2.1", legs=[leg("ben", "1002")], started_at=datetime.now(UTC), **live)
    assert (await ben.ask("PATCH", f"/tickets/{ticket}", {"subject": "停水"})).status == 200
    world.change_call("node1-2.1", state="ended", outcome="answered", ended_at=datetime.now(UTC))
    assert (await ben.ask("PATCH", f"/tickets/{ticket}", {"subject": "停电"})).status == 200
    world.change_call("node1-2.1", ended_at=datetime.now(UTC) - timedelta(hours=1))
    assert (await ben.ask("PATCH", f"/tickets/{ticket}", {"subject": "x"})).status == 403


async def test_who_only_dials_the_citizen_has_nothing_to_do_with_them(world: World, ben: Person) -> None:
    ticket = world.add_call("node1-1.1", agent="anna", legs=[leg("anna")])
    placed: dict[str, Any] = {"direction": "outbound", "called": CITIZEN, "caller": "12345", "outcome": None}
    ringing: dict[str, Any] = {"state": "ringing", "ended_at": None, "legs": [leg("ben", answered=False)]}
    with writing(world.engine) as connection:
        plan = {"id": "node1-o1.1", "number": CITIZEN, "agent": "ben", "extension": "1002"}
        connection.execute(insert(placed_calls).values(**plan, created_at=datetime.now(UTC)))
    world.add_call("node1-o1.1", with_ticket=False, **placed, **ringing)
    assert (await ben.ask("PATCH", f"/tickets/{ticket}", {"subject": "x"})).status == 403
    world.change_call("node1-o1.1", state="talking", legs=[leg("ben")])
    assert (await ben.ask("PATCH", f"/tickets/{ticket}", {"subject": "x"})).status == 200


@pytest.mark.parametrize(("status", "answer"), [("offered", 200), ("dialling", 200), ("pending", 403)])
async def test_who_has_a_callback_of_the_citizen_works_on_the_ticket(
    world: World, ben: Person, status: str, answer: int
) -> None:
    ticket = world.add_call("node1-1.1", agent="anna", legs=[leg("anna")])
    world.add_callback(status=status, agent="ben")
    assert (await ben.ask("PATCH", f"/tickets/{ticket}", {"subject": "x"})).status == answer


async def test_each_change_keeps_what_stood_before_by_whom_and_when(world: World, anna: Person) -> None:
    chief = await world.person("chief", "supervisor")
    ticket = world.add_call("node1-1.1", agent="anna", legs=[leg("anna")])
    await anna.ask("PATCH", f"/tickets/{ticket}", {"subject": "停水", "content": "三天没有水"})
    await anna.ask("PATCH", f"/tickets/{ticket}", {"subject": "停水"})  # as it stands: no change
    await chief.ask("PATCH", f"/tickets/{ticket}", {"content": "", "status": "closed"})
    blanked = [
        {"field": "content", "before": "三天没有水", "after": ""},
        {"field": "status", "before": "open", "after": "closed"},
    ]
    written = [
        {"field": "subject", "before": "", "after": "停水"},
        {"field": "content", "before": "", "after": "三天没有水"},
    ]
    told = [(who, sorted(some, key=str)) for who, some in await changes(anna, ticket)]
    assert told == [("chief", sorted(blanked, key=str)), ("anna", sorted(written, key=str))]
    page = await anna.get(f"/tickets/{ticket}/history", limit=1)
    assert [one["username"] for one in page["items"]] == ["chief"]
    assert page["next"]
    assert (await anna.ask("GET", "/tickets/20200101-00001/history")).status == 404


async def test_the_history_is_looked_at_in_the_open(world: World, anna: Person) -> None:
    keeper = await world.person("keeper", "auditor")
    ticket = world.add_call("node1-1.1", agent="anna", legs=[leg("anna")])
    await anna.get(f"/tickets/{ticket}/history")
    looked = (await keeper.get("/looks"))["items"]
    assert ("anna", "ticket history", ticket) in [(one["username"], one["what"], one["subject"]) for one in looked]
    with reading(world.engine) as connection:
        assert connection.execute(placed_calls.select()).first() is None
