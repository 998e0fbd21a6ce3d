"""Whatever is sent, the answer is a clear no or a harmless yes: never a 500, never somebody else's data."""

import asyncio
from itertools import product
from urllib.parse import quote

import pytest

from agent_api.protocol.who_may import API
from agent_api.routes import ROUTES
from tests.parts.agent_api.world import Person, World

HOSTILE = (
    "",
    " ",
    "\0",
    "a\0b",
    "\r\nX-Injected: 1",
    "'; DROP TABLE calls; --",
    '" OR 1=1 --',
    "%",
    "_%\\",
    "${jndi:ldap://x}",
    "<script>alert(1)</script>",
    "{{7*7}}",
    "../../etc/passwd",
    "\u202e\u0000",
    "\ufffe\uffff",
    "😀" * 50,
    "１２３４５",
    "-1",
    "1e999",
    "9" * 400,
    "a" * 5000,
)
VALUES: tuple[object, ...] = (None, True, 0, -1, 2**70, 1.5, [], {}, [["x"]], {"a": {"b": []}}, *HOSTILE)


@pytest.fixture
async def admin(world: World) -> Person:
    return await world.person("admin", "admin", "1000")


async def test_no_path_breaks_it(world: World, admin: Person) -> None:
    world.add_call("node1-1.1")
    routes = [route for route in ROUTES if "{" in route.path]
    wrong = []
    for route, text in product(routes, HOSTILE):
        path = route.path.removeprefix(API)
        part = path[path.index("{") : path.index("}") + 1]
        reply = await admin.ask(route.method, path.replace(part, quote(text, safe="")), b"{}")
        if reply.status not in (200, 400, 404, 405, 409, 414, 422):
            wrong.append((route.method, path, text[:20], reply.status))
    assert wrong == []


async def test_no_query_breaks_it(world: World, admin: Person) -> None:
    world.add_call("node1-1.1")
    wrong = []
    for route in ROUTES:
        for name, field in route.query.model_fields.items():
            for text in HOSTILE:
                reply = await admin.ask(
                    route.method, route.path.removeprefix(API).format(id="node1-1.1", number="1", username="x"), b"{}",
                    params={field.alias or name: text},
                )  # fmt: skip
                if reply.status not in (200, 400, 404, 422):
                    wrong.append((route.path, name, text[:20], reply.status))
    assert wrong == []


async def test_no_field_of_a_body_breaks_it(world: World, admin: Person) -> None:
    ticket = world.add_call("node1-1.1")
    world.add_person("victim", extension="1001")
    whole: dict[str, dict[str, object]] = {
        "POST /agents": {
            "username": "new", "password": "a word or three", "name": "N", "role": "agent", "extension": "1999",
            "sip_secret": "a word of a phone", "queues": ["hotline"],
        },
        "PATCH /agents/victim": {"name": "N", "extension": "1998", "sip_secret": "a word of a phone", "queues": []},
        "PUT /agents/me/state": {"state": "paused", "reason": "x"},
        f"PATCH /tickets/{ticket}": {"subject": "s", "content": "c", "category": "other", "status": "open"},
        f"POST /tickets/{ticket}/notes": {"text": "t"},
    }  # fmt: skip
    wrong = []
    for name, body in whole.items():
        method, path = name.split(" ")
        for field, value in product(body, VALUES):
            reply = await admin.ask(method, path, body | {field: value})
            if reply.status not in (200, 201, 409, 422):
                wrong.append((name, field, repr(value)[:20], reply.status))
            if name == "POST /agents" and reply.status == 201:
                await admin.ask("DELETE", f"/agents/{quote(reply.body['username'])}")
    assert wrong == []


@pytest.mark.parametrize("migrated", ["sqlite"], indirect=True)  # refused before SQL is asked
@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"\xff\xfe", 400),
        (b'{"username": "\xff"}', 400),
        (b'{"username": "\\ud800", "password": "x"}', 400),
        (b'{"username": NaN}', 400),
        (b"[" * 3000, 400),
        (b"null", 422),
        (b"[]", 422),
        (b'"text"', 422),
        (b'{"username": "a", "password": "\\u0000"}', 422),
        (b'{"username": 1, "password": "x"}', 422),
        (b'{"username": "a", "password": "x", "more": 1}', 422),
    ],
)
async def test_a_broken_body_is_said_to_be_broken(world: World, body: bytes, status: int) -> None:
    reply = await world.nobody.ask("POST", "/login", body)
    assert reply.status == status
    assert reply.headers["Content-Type"].startswith("application/problem+json")


async def test_a_body_without_end_is_cut_off(world: World) -> None:
    reply = await world.nobody.ask("POST", "/login", b"x" * (300 * 1024))
    assert reply.status == 413
    assert reply.headers["Content-Type"].startswith("application/problem+json")


async def test_no_answer_tells_of_the_inside(world: World, admin: Person) -> None:
    with world.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE alarms RENAME TO alarms_away")
    try:
        reply = await admin.ask("GET", "/alarms")
    finally:
        with world.engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE alarms_away RENAME TO alarms")
    assert reply.status == 503
    assert "alarms" not in str(reply.body)
    assert reply.headers["X-Request-Id"] in reply.body["detail"]


async def test_every_answer_tells_browsers_to_be_careful(world: World) -> None:
    reply = await world.nobody.ask("GET", "/nothing")
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in reply.headers["Content-Security-Policy"]
    assert "aiohttp" not in reply.headers["Server"]


async def test_a_header_that_is_no_text_is_refused(world: World, admin: Person) -> None:
    headers = {"X-Reason": "a\tb", "Authorization": f"Bearer {admin.token}"}
    async with world.http.get("/api/v1/calls", headers=headers) as response:
        assert response.status == 400


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd"])
async def test_a_body_that_is_not_encoded_as_it_says_is_refused_without_a_traceback(
    world: World, encoding: str, caplog: pytest.LogCaptureFixture
) -> None:
    body = b'{"username": "anna", "password": "correct horse"}'
    async with world.http.post("/api/v1/login", data=body, headers={"Content-Encoding": encoding}) as response:
        assert response.status == 400
    assert "Traceback" not in caplog.text


async def test_a_chunk_that_is_cut_off_leaves_no_traceback(world: World, caplog: pytest.LogCaptureFixture) -> None:
    url = world.http._base_url
    assert url is not None
    for rest in (b"5\r\n{}", b"5\r\n{}xxxxxx no chunk\r\n", b"no size\r\n"):
        reader, writer = await asyncio.open_connection(url.host, url.port)
        head = f"POST /api/v1/login HTTP/1.1\r\nHost: {url.host}:{url.port}\r\nTransfer-Encoding: chunked\r\n\r\n"
        writer.write(head.encode() + rest)
        writer.write_eof()
        async with asyncio.timeout(5):
            answer = await reader.read()
        writer.close()
        assert b" 500 " not in answer
    assert "Traceback" not in caplog.text


@pytest.mark.parametrize("chunk", [b"ZZ\r\n", b"3\r\nabcdef\r\n", b"-1\r\n"])
async def test_a_chunk_that_is_none_is_answered_at_once(world: World, chunk: bytes) -> None:
    assert world.http._base_url is not None
    reader, writer = await asyncio.open_connection("127.0.0.1", world.http._base_url.port)
    writer.write(b"POST /api/v1/login HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
    writer.write(b"3\r\nabc\r\n")
    await writer.drain()
    await asyncio.sleep(0.1)  # so that the chunk comes by itself; nothing is seen of a request whose body is waited for
    writer.write(chunk)
    async with asyncio.timeout(5):  # its body has 20 s to come in
        answer = await reader.read()
    writer.close()
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert answer.count(b"HTTP/1.") == 1
    assert b"Content-Security-Policy" in answer
    assert b"cut off, or not encoded" in answer
