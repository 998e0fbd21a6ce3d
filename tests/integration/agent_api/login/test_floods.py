"""Silent sockets, slow ones, rubbish, long searches: what strangers do to the port, and what people notice."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import aiohttp
import pytest
from redis.asyncio import Redis
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import OperationalError

from agent_api.protocol.problem import SECURITY_HEADERS
from hotline.runtime.database import SERVING
from hotline.settings.environment import Settings
from tests.parts.agent_api.world import PASSWORD, Person, World, serving, until


def where(world: World) -> tuple[str, int]:
    url = world.http._build_url("/")
    return str(url.host), int(url.port or 0)


async def ask_raw(world: World, sent: bytes) -> tuple[int, dict[str, str], bytes]:
    reader, writer = await asyncio.open_connection(*where(world))
    writer.write(sent)
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
    body = await reader.read(int(headers.get("content-length", 0)))
    writer.close()
    return int(head[0].split()[1]), headers, body


@pytest.mark.parametrize("migrated", ["sqlite"], indirect=True)  # SQL is not asked
@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"rubbish\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 9000 + b"\r\n\r\n", 400),
        (b"POST /api/v1/login HTTP/1.1\r\nHost: x\r\nContent-Length: abc\r\n\r\n", 400),
        (b"GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n", 404),
        (b"DELETE /api/v1/login HTTP/1.1\r\nHost: x\r\n\r\n", 405),
        (b"GET /healthz HTTP/1.1\r\nHost: x\r\nExpect: rubbish\r\n\r\n", 417),
        (b"POST /api/v1/login HTTP/1.1\r\nHost: x\r\nContent-Length: 300000\r\n\r\n" + b" " * 300_000, 413),
        (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", 200),
        (b"GET /static/icon.svg HTTP/1.1\r\nHost: x\r\n\r\n", 200),
    ],
)
async def test_every_answer_has_the_security_headers(world: World, sent: bytes, status: int) -> None:
    answered, headers, body = await ask_raw(world, sent)
    assert answered == status
    assert {name.lower() for name in SECURITY_HEADERS} <= set(headers), headers
    assert headers["server"] == "hotline"
    if status >= 400:
        assert headers["content-type"].startswith("application/problem+json")
        assert b"rubbish" not in body


async def test_who_says_nothing_or_not_all_is_sent_away(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agent_api.http.guard.FIRST_REQUEST_S", 0.2)
    monkeypatch.setattr("agent_api.http.serve.BODY_S", 0.2)
    for sent in (b"", b"GET / HT"):
        reader, writer = await asyncio.open_connection(*where(world))
        writer.write(sent)
        with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
            await asyncio.wait_for(reader.readexactly(1), 5)
        writer.close()
    status, _, _ = await ask_raw(world, b"POST /api/v1/login HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{")
    assert status == 408


@asynccontextmanager
async def silent_sockets(world: World, count: int) -> AsyncIterator[None]:
    opened = []
    for _ in range(count // 50):  # no more at once than the test's server lets wait for it
        opened += await asyncio.gather(*(asyncio.open_connection(*where(world)) for _ in range(50)))
    try:
        yield
    finally:
        for _, writer in opened:
            writer.close()
        await asyncio.gather(*(writer.wait_closed() for _, writer in opened), return_exceptions=True)


async def test_silent_sockets_keep_nobody_out(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agent_api.http.guard.FIRST_REQUEST_S", 60.0)  # all stay until the last has come
    world.add_person("anna")
    async with silent_sockets(world, 1500):
        async with aiohttp.ClientSession(world.http._base_url) as fresh:
            reply = await Person(fresh, "").ask("POST", "/login", {"username": "anna", "password": PASSWORD})
            assert reply.status == 200
        admin = await world.person("admin", "admin")

        async def told() -> bool:
            return [alarm["kind"] for alarm in await admin.all_of("/alarms")] == ["connection_flood"]

        await until(told, "an alarm")


@pytest.fixture
def slow_search(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every search of calls takes for ever, as on years of them."""

    def endless(connection: Connection, *_: object, **__: object) -> None:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_sleep(60)"))
        else:
            deep = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
            connection.execute(text(deep))

    monkeypatch.setattr("hotline.store.calls.call_list.page_of", endless)
    monkeypatch.setattr("agent_api.app.SERVING", replace(SERVING, search_s=3.0))


async def test_long_searches_are_broken_off_and_keep_nobody_else_waiting(slow_search: None, world: World) -> None:
    chief = await world.person("chief", "supervisor")
    searches = [asyncio.create_task(chief.ask("GET", "/calls")) for _ in range(4)]
    await asyncio.sleep(0)
    await world.person("anna")
    assert not any(search.done() for search in searches)
    replies = await asyncio.gather(*searches)
    assert {reply.status for reply in replies} == {503}
    assert "broken off" in replies[0].body["detail"]
    assert len(await chief.all_of("/tickets")) == 0, "the connection is good again"


async def test_figures_for_prometheus_are_for_this_machine_or_who_has_the_token(
    settings: Settings, engine: Engine, redis: Redis, world: World
) -> None:
    from_elsewhere = {"X-Forwarded-For": "198.51.100.1"}
    token = {"Authorization": "Bearer a-token-of-some-length"}
    assert (await world.nobody.ask("GET", "//metrics")).status == 200
    assert (await world.nobody.ask("GET", "//metrics", headers=from_elsewhere)).status == 401
    guarded = replace(settings, metrics_token="a-token-of-some-length")
    async with serving(guarded, engine) as http:
        nobody = Person(http, "")
        assert (await nobody.ask("GET", "//metrics", headers=from_elsewhere)).status == 401
        assert (await nobody.ask("GET", "//metrics", headers=from_elsewhere | token)).status == 200


async def test_it_is_not_ready_when_sql_takes_no_writes(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OperationalError("INSERT", {}, Exception("database or disk is full"))

    monkeypatch.setattr("agent_api.runtime.write_probe.GOOD_FOR_S", 0.0)
    assert (await world.nobody.ask("GET", "//readyz")).body["sql"] is True
    monkeypatch.setattr("hotline.store.key_values.put", full)

    async def says_so() -> bool:
        return (await world.nobody.ask("GET", "//readyz")).body["sql"] is False

    await until(says_so, "a probe that fails", 8)
