"""Lists and figures as files: everything that matches, masked as on the screen, harmless in Excel, and recorded."""

import csv
import io
import socket
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select

from agent_api.http import export
from hotline.store.engine import reading, writing
from hotline.store.tables import calls, looks
from tests.parts.agent_api.world import CITIZEN, MORNING, Person, World, until
from tests.parts.spreadsheet import read_xlsx

MASKED = "138******78"


@pytest.fixture
async def chief(world: World) -> Person:
    return await world.person("chief", "supervisor")


def add_calls(world: World, count: int, **columns: Any) -> None:
    row: dict[str, Any] = {
        "direction": "inbound",
        "state": "ended",
        "outcome": "answered",
        "caller": CITIZEN,
        "called": "12345",
        "queue": "hotline",
        "wait_s": 3.5,
        "talk_s": 60.0,
        **columns,
    }
    rows = [row | {"id": f"node1-{n}", "started_at": MORNING + timedelta(seconds=n)} for n in range(count)]
    with writing(world.engine) as connection:
        connection.execute(insert(calls), rows)


async def as_csv(person: Person, path: str, **params: str) -> list[list[str]]:
    reply = await person.ask("GET", path, params={"format": "csv", **params})
    assert (reply.status, reply.headers["Content-Type"]) == (200, "text/csv; charset=utf-8"), reply
    assert reply.body.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(reply.body.decode("utf-8-sig"), newline="")))


def exports(world: World) -> list[Any]:
    with reading(world.engine) as connection:
        return list(connection.execute(select(looks).where(looks.c.what == "export").order_by(looks.c.id)))


async def test_a_file_has_every_row_that_matches_and_is_recorded(world: World, chief: Person) -> None:
    add_calls(world, export.BATCH * 2 + 7)
    world.add_missed("node1-2.1", None)
    header, *rows = await as_csv(chief, "/calls", outcome="answered", limit="3")
    assert header[:4] == ["开始时间", "方向", "主叫", "被叫"]
    assert [row[-1] for row in rows] == [f"node1-{n}" for n in reversed(range(export.BATCH * 2 + 7))]
    assert rows[-1][:4] == ["2026-11-20 09:00:00", "来电", CITIZEN, "12345"]
    (look,) = exports(world)
    assert (look.username, look.subject, look.hits, look.full_number) == ("chief", "calls.csv", len(rows), True)
    assert look.filters == {"outcome": "answered"}


async def test_words_are_in_the_language_that_is_asked_for(world: World, chief: Person) -> None:
    world.add_missed("node1-1.1", None, "timeout")
    (header, row) = await as_csv(chief, "/calls", lang="en")
    assert dict(zip(header, row, strict=True))["missed in"] == "timeout"
    (header, row) = await as_csv(chief, "/calls")
    assert dict(zip(header, row, strict=True))["漏话环节"] == "等待超时"


async def test_numbers_are_masked_as_on_the_screen(world: World) -> None:
    world.add_call("node1-1.1", agent="anna")
    anna, auditor = await world.person("anna"), await world.person("audrey", "auditor")
    other = await world.person("ben")
    seen = {
        "anna": (await as_csv(anna, "/calls"))[1][2],
        "ben": (await as_csv(other, "/calls"))[1][2],
        "audrey": (await as_csv(auditor, "/calls"))[1][2],
        "with a reason": (await as_csv(auditor, "/calls", reason="complaint 7"))[1][2],
    }
    assert seen == {"anna": CITIZEN, "ben": MASKED, "audrey": MASKED, "with a reason": CITIZEN}
    told = [(look.username, look.full_number, look.reason) for look in exports(world)]
    assert told == [("anna", True, ""), ("ben", False, ""), ("audrey", False, ""), ("audrey", True, "complaint 7")]


async def test_what_citizens_say_is_no_formula(world: World, chief: Person) -> None:
    number = world.add_call("node1-1.1")
    await chief.ask("PATCH", f"/tickets/{number}", {"subject": "=1+1", "content": "路灯\n不亮"})
    header, row = await as_csv(chief, "/tickets")
    found = dict(zip(header, row, strict=True))
    assert (found["主题"], found["内容"]) == ("'=1+1", "路灯\n不亮")
    reply = await chief.ask("GET", "/tickets", params={"format": "xlsx"})
    (sheet,) = read_xlsx(reply.body).values()
    found = dict(zip(map(str, sheet[0]), map(str, sheet[1]), strict=False))
    assert (found["主题"], found["来电号码"], found["工单号"]) == ("=1+1", CITIZEN, number)
    assert reply.headers["Content-Disposition"].startswith('attachment; filename="tickets-')
    assert int(reply.headers["Content-Length"]) == len(reply.body)


@pytest.mark.parametrize("path", ["/calls", "/tickets", "/callbacks", "/looks", "/figures/callbacks"])
async def test_each_list_is_to_be_had_as_excel(world: World, path: str) -> None:
    boss = await world.person("boss", "admin")
    world.add_call("node1-1.1", callback=world.add_callback())
    await boss.get("/calls")
    reply = await boss.ask("GET", path, params={"format": "xlsx"})
    assert reply.headers["Content-Type"].endswith("spreadsheetml.sheet")
    (rows,) = read_xlsx(reply.body).values()
    assert len(rows) >= 2
    name = path.removeprefix("/").replace("figures/callbacks", "callbacks-by-day")
    assert [(look.subject, look.hits) for look in exports(world)] == [(f"{name}.xlsx", len(rows) - 1)]


async def test_a_search_that_is_refused_is_a_problem_and_no_half_file(world: World, chief: Person) -> None:
    reply = await chief.ask("GET", "/calls", params={"format": "csv", "from": "yesterday"})
    assert (reply.status, reply.body["errors"][0]["field"]) == (400, "from")
    assert exports(world) == []


async def test_who_takes_nothing_is_let_go_and_keeps_no_connection(
    world: World, chief: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A client that stops to read: the export ends by itself, what had left by then is recorded."""
    monkeypatch.setattr(export, "CLIENT_S", 0.2)
    add_calls(world, 24_000, recording="x" * 255)  # more than the system takes for a client (4 MB)
    link = socket.socket()
    link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    link.connect((world.address.host, world.address.port))
    request = f"GET /api/v1/calls?format=csv HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {chief.token}\r\n\r\n"
    link.sendall(request.encode())

    async def ended() -> Any:
        return [look for look in exports(world) if look.hits is not None]

    (look,) = await until(ended, "the export ends", timeout_s=30)
    assert 0 < look.hits < 24_000
    link.close()
    assert await chief.get("/calls", limit="1")
