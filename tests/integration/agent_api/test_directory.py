"""The directory: begun by hotline.toml, edited by supervisors, held to by transfers."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from hotline.commands.telephone import Telephone
from hotline.domain.transfers.transfer import Keyed, Transfer, TransferMode, TransferState
from hotline.settings.directory import DirectoryEntry
from hotline.store.engine import writing
from hotline.store.tables import transfers as transfers_table
from hotline.store.transfers import directory, transfers
from tests.parts.agent_api.world import MORNING, Person, World, leg

HEAT: dict[str, Any] = {"key": "heat", "name": "供热热线", "numbers": ["96309", "04778331111"]}
CALL = "node1-2.1"


@pytest.fixture
async def boss(world: World) -> Person:
    return await world.person("boss", "supervisor")


@pytest.fixture
def silent_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """Asterisk takes everything."""

    async def send(*_: Any) -> None:
        return

    monkeypatch.setattr(Telephone, "send", send)


async def entries(person: Person) -> dict[str, Any]:
    return {entry["key"]: entry for entry in (await person.get("/directory"))["items"]}


async def test_an_entry_is_added_changed_and_removed_and_who_did_is_on_record(world: World, boss: Person) -> None:
    added = await boss.ask("POST", "/directory", {**HEAT, "hours": ["08:00-12:00"], "code": "77"})
    assert (added.status, added.body["code"], added.body["ring_s"]) == (201, "77", 30.0)
    changed = await boss.ask("PATCH", "/directory/heat", {"name": "集中供热", "code": None, "hours": []})
    assert (changed.status, changed.body["name"], changed.body["code"]) == (200, "集中供热", "11")
    assert changed.body["numbers"] == HEAT["numbers"]
    agent = await world.person("anna", extension="1001")
    assert set(await entries(agent)) == {"water", "heat"}
    assert (await boss.ask("DELETE", "/directory/heat")).status == 204
    assert set(await entries(agent)) == {"water"}
    edits = await boss.all_of("/directory/edits", limit=2)
    assert [(one["what"], one["username"], one["key"]) for one in edits] == [
        ("removed", "boss", "heat"),
        ("changed", "boss", "heat"),
        ("added", "boss", "heat"),
    ]
    assert edits[-1]["entry"]["hours"] == ["08:00-12:00"]


@pytest.mark.parametrize("migrated", ["sqlite"], indirect=True)  # refused before SQL is asked
@pytest.mark.parametrize(
    "body",
    [
        {**HEAT, "numbers": []},
        {**HEAT, "numbers": ["12345"]},  # the hotline itself
        {**HEAT, "numbers": ["0016502530000"]},
        {**HEAT, "numbers": ["96300@carrier"]},
        {**HEAT, "numbers": ["96300&96301"]},
        {**HEAT, "key": "${EXTEN}"},
        {**HEAT, "code": "1a"},
        {**HEAT, "code": "٣"},
        {**HEAT, "hours": ["8-12"]},
        {**HEAT, "ring_s": 1},
        {**HEAT, "name": " "},
        {**HEAT, "name": "a\nb"},
        {**HEAT, "name": "a\u202eb"},
    ],
)
async def test_what_cannot_be_an_entry_is_refused(boss: Person, body: dict[str, Any]) -> None:
    assert (await boss.ask("POST", "/directory", body)).status == 422
    assert set(await entries(boss)) == {"water"}


@pytest.mark.parametrize(
    "body",
    [
        {**HEAT, "key": "water"},
        {**HEAT, "code": "10"},  # the water company's
    ],
)
async def test_a_key_and_a_code_belong_to_one_entry(boss: Person, body: dict[str, Any]) -> None:
    assert (await boss.ask("POST", "/directory", body)).status == 409
    assert set(await entries(boss)) == {"water"}


async def test_what_is_not_there_cannot_be_changed(boss: Person) -> None:
    assert (await boss.ask("PATCH", "/directory/nothing", {"name": "x"})).status == 404
    assert (await boss.ask("DELETE", "/directory/nothing")).status == 404


async def test_the_settings_rule_until_somebody_has_edited(world: World, boss: Person) -> None:
    def start(*written: dict[str, Any]) -> None:
        with writing(world.engine) as connection:
            directory.take_up(connection, [DirectoryEntry.model_validate(one) for one in written])

    water = {"key": "water", "name": "水务", "numbers": ["96300"]}
    start(HEAT, water)
    seen = await entries(boss)
    assert (seen["water"]["name"], seen["water"]["code"], seen["heat"]["code"]) == (
        "水务",
        "10",
        "11",
    )  # codes are kept
    await boss.ask("PATCH", "/directory/heat", {"name": "集中供热", "code": "50"})
    await boss.ask("DELETE", "/directory/water")
    start({**HEAT, "name": "不再听"}, water, {"key": "gas", "name": "燃气", "numbers": ["96777"], "code": "50"})
    seen = await entries(boss)
    assert {key: (one["name"], one["code"]) for key, one in seen.items()} == {
        "heat": ("集中供热", "50"),
        "gas": ("燃气", "10"),
    }
    start()
    assert set(await entries(boss)) == {"heat"}
    back = await boss.ask("POST", "/directory", {"key": "water", "name": "水务", "numbers": ["96300"]})
    assert (back.status, back.body["code"]) == (201, "10")


async def talks(world: World) -> tuple[Person, str]:
    anna = await world.person("anna", extension="1001")
    live: dict[str, Any] = {"state": "talking", "outcome": None, "ended_at": None, "talk_s": None}
    ticket = world.add_call(CALL, legs=[leg("anna")], agent="anna", answered_at=MORNING, citizen=CALL, **live)
    return anna, ticket


async def send(anna: Person, target: str, **more: Any) -> Any:
    return await anna.ask("POST", f"/calls/{CALL}/transfers", {"target": target, "mode": "blind", **more})


@pytest.mark.usefixtures("silent_line")
async def test_a_closed_target_says_when_it_is_open_and_an_emergency_never_closes(world: World, boss: Person) -> None:
    anna, _ = await talks(world)
    hour = (datetime.now(UTC) + timedelta(hours=8)).hour  # the centre's
    closed = f"{(hour + 3) % 24:02}:00-{(hour + 3) % 24:02}:30"
    await boss.ask("PATCH", "/directory/water", {"hours": [closed], "numbers": ["96300", "8330000"]})
    assert (await entries(anna))["water"]["open"] is False
    for target in ("water", "96300", "8330000", "0477-8330000"):
        refused = await send(anna, target)
        assert (refused.status, closed in refused.body["detail"]) == (409, True)
    await boss.ask("PATCH", "/directory/water", {"emergency": True})
    assert (await entries(anna))["water"]["open"] is True
    assert (await send(anna, "water")).status == 201


@pytest.mark.usefixtures("silent_line")
async def test_a_target_that_wants_a_note_gets_it_and_so_does_the_ticket(world: World, boss: Person) -> None:
    anna, ticket = await talks(world)
    await boss.ask("PATCH", "/directory/water", {"note_required": True})
    for more in ({}, {"note": "  "}):
        refused = await send(anna, "water", **more)
        assert (refused.status, refused.body["errors"][0]["field"]) == (422, "note")
    begun = await send(anna, "water", note="三天没有水")
    assert (begun.status, begun.body["note"]) == (201, "三天没有水")
    seen = await anna.get(f"/tickets/{ticket}")
    assert [note["text"] for note in seen["notes"]] == ["三天没有水"]
    assert [(one["target"], one["note"], one["state"]) for one in seen["transfers"]] == [
        ("water", "三天没有水", "dialling")
    ]
    await boss.ask("PATCH", "/directory/water", {"emergency": True})
    come_back(world, begun.body["id"])
    assert (await send(anna, "water")).status == 201


def come_back(world: World, transfer: str) -> None:
    """cti tells that the target was busy."""
    now = datetime.now(UTC)
    told = Transfer(
        id=transfer,
        state=TransferState.RETURNED,
        reason="busy",
        started_at=now,
        answered_at=None,
        ended_at=now,
        tried=(("96300", "busy"),),
    )
    with writing(world.engine) as connection:
        transfers.tell(connection, CALL, [told], None, lambda _: {})


@pytest.mark.usefixtures("silent_line")
async def test_what_is_under_way_is_not_torn_apart_by_the_next_command(world: World) -> None:
    anna, _ = await talks(world)
    assert (await anna.ask("POST", f"/calls/{CALL}/hold")).status == 200
    refused = await send(anna, "water")
    assert (refused.status, "previous command" in refused.body["detail"]) == (409, True)
    assert (await anna.ask("POST", f"/calls/{CALL}/hold")).status == 409


@pytest.mark.usefixtures("silent_line")
async def test_a_hold_would_send_the_target_away_as_soon_as_a_transfer_is_written(world: World) -> None:
    anna, _ = await talks(world)
    begun = await send(anna, "water")
    refused = await anna.ask("POST", f"/calls/{CALL}/hold")
    assert (refused.status, "Cancel or complete" in refused.body["detail"]) == (409, True)
    come_back(world, begun.body["id"])
    assert (await anna.ask("POST", f"/calls/{CALL}/hold")).status == 200


@pytest.mark.usefixtures("silent_line")
async def test_what_was_keyed_meanwhile_comes_before_what_the_screen_asked_for(world: World) -> None:
    anna, ticket = await talks(world)
    asked = (await send(anna, "water")).body["id"]
    keyed = Transfer(
        id="k1",
        keyed=Keyed(mode=TransferMode.CONSULT, extension="1001", target="water"),
        state=TransferState.DIALLING,
        reason="",
        started_at=datetime.now(UTC),
        answered_at=None,
        ended_at=None,
        tried=(),
    )
    intent = {"agent": "anna", "mode": "consult", "target": "water", "name": "", "numbers": [], "ticket": ticket}
    for _ in range(2):
        with writing(world.engine) as connection:
            transfers.tell(connection, CALL, [keyed], None, lambda _: intent)
    seen = await anna.get(f"/tickets/{ticket}")
    assert {one["id"]: (one["state"], one["reason"]) for one in seen["transfers"]} == {
        asked: ("failed", "not_begun"),
        "k1": ("dialling", ""),
    }
    assert (await send(anna, "water")).status == 409


async def test_the_figures_of_transfers_by_target(world: World, boss: Person) -> None:
    world.add_call(CALL)

    def add(name: str, target: str, state: str, wait_s: float | None, reason: str = "", **columns: Any) -> None:
        at = columns.pop("created_at", MORNING)
        row = {
            "id": name,
            "call": CALL,
            "agent": "anna",
            "mode": "blind",
            "target": target,
            "name": "水务热线" if target in ("water", "96300") else "",
            "numbers": [],
            "tried": [],
            "state": state,
            "reason": reason,
            "created_at": at,
            "started_at": at,
            "answered_at": at + timedelta(seconds=wait_s) if wait_s is not None else None,
            "ended_at": at + timedelta(minutes=1),
            **columns,
        }
        with writing(world.engine) as connection:
            connection.execute(insert(transfers_table).values(**row))

    add("a", "water", "completed", 4)
    add("b", "96300", "completed", 10.5)
    add("c", "water", "returned", None, "busy")
    add("d", "water", "cancelled", None)
    add("e", "13900000000", "failed", None, "citizen_left")
    add("f", "water", "failed", None, "not_begun", started_at=None)
    add("g", "water", "dialling", None, ended_at=None)
    add("h", "water", "returned", None, "no_answer", created_at=MORNING + timedelta(days=1))
    days = {"from_": "2026-11-20", "to": "2026-11-22"}
    seen = await boss.get("/figures/transfers", **days)
    first, others, second = seen["items"]
    assert first == {
        "period": "2026-11-20",
        "target": "water",
        "name": "水务热线",
        "transfers": 4,
        "answered": 2,
        "success_rate": 0.5,
        "mean_answer_s": 7.2,
        "worst_answer_s": 10.5,
        "reasons": {"busy": 1, "taken_back": 1},
    }
    assert (others["target"], others["name"], others["reasons"]) == ("", "", {"citizen_left": 1})
    assert (second["period"], second["success_rate"]) == ("2026-11-21", 0.0)
    csv = await boss.ask(
        "GET", "/figures/transfers", params={"from": "2026-11-20", "to": "2026-11-21", "format": "csv"}
    )
    lines = csv.body.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("日期,转接目标,名称,转接次数,接通,接通率,平均应答(秒),最长应答(秒),占线")
    assert lines[1] == "2026-11-20,water,水务热线,4,2,0.5,7.2,10.5,1,0,0,0,0,0,1,0"
    assert "13900000000" not in csv.body.decode()


async def test_a_null_that_means_nothing_is_refused_by_its_name(world: World) -> None:
    admin = await world.person("root", role="admin")
    world.add_person("wang", extension="1001")
    entry = {"key": "water", "name": "水务热线", "numbers": ["96300"]}
    await admin.ask("POST", "/directory", entry)
    for path, field in (("/agents/wang", "disabled"), ("/directory/water", "hours")):
        refused = await admin.ask("PATCH", path, {field: None})
        assert (refused.status, refused.body["errors"]) == (
            422,
            [{"field": field, "expected": "a value other than null"}],
        )
    assert (await admin.ask("PATCH", "/directory/water", {"code": None})).status == 200
