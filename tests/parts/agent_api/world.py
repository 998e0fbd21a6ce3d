"""A small hotline in SQL, and people who ask it over HTTP."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import aiohttp
from aiohttp import web
from argon2 import PasswordHasher
from redis.asyncio import Redis
from sqlalchemy import Connection, Engine, insert, select, update
from yarl import URL

from agent_api.app import make_runner
from hotline.domain.agents.agent import Role
from hotline.settings.environment import Settings
from hotline.store.calls import half_hours
from hotline.store.engine import writing
from hotline.store.tables import agents, alarms, callbacks, calls, journal_calls, tickets
from tests.parts.store.legs import put_legs

PASSWORD = "correct horse"
PASSWORD_HASH = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSWORD)  # a quick one, for tests
MORNING = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)  # 09:00 at the centre
CITIZEN, OTHER_CITIZEN = "13812345678", "13987654321"
ZONE, LIMITS = ZoneInfo("Asia/Shanghai"), {"hotline": 15.0, "expert": 15.0}
ROLES = [role.value for role in Role]

Found = TypeVar("Found")


async def until(probe: Callable[[], Awaitable[Found]], what: str, timeout_s: float = 20.0) -> Found:
    """The first true answer of `probe`."""
    deadline = asyncio.get_running_loop().time() + timeout_s
    while not (found := await probe()):
        assert asyncio.get_running_loop().time() < deadline, f"not within {timeout_s} s: {what}"
        await asyncio.sleep(0.02)
    return found


@asynccontextmanager
async def serving(settings: Settings, engine: Engine) -> AsyncIterator[aiohttp.ClientSession]:
    """The API on a port of its own, run as the role runs it: a command is carried out though its asker has gone."""
    runner = make_runner(settings, engine)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with aiohttp.ClientSession("http://{}:{}/".format(*runner.addresses[0])) as http:
        yield http
    await runner.cleanup()


@dataclass(frozen=True, kw_only=True)
class Reply:
    status: int
    body: Any
    headers: Mapping[str, str]


class Person:
    """Somebody who is logged in, or nobody (token "")."""

    def __init__(self, http: aiohttp.ClientSession, token: str) -> None:
        self._http = http
        self.token = token

    async def ask(self, method: str, path: str, body: object = None, **options: Any) -> Reply:
        """A request below /api/v1, or of the root when the path begins with two slashes."""
        address = path[1:] if path.startswith("//") else f"/api/v1{path}"
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        headers |= options.pop("headers", {})
        if body is not None:
            options["data"] = body if isinstance(body, bytes) else json.dumps(body).encode()
        async with self._http.request(method, address, headers=headers, **options) as response:
            raw = await response.read()
            kind = response.content_type
            parsed = json.loads(raw) if kind.endswith("json") and raw else raw
            return Reply(status=response.status, body=parsed, headers=response.headers)

    async def get(self, path: str, **params: Any) -> Any:
        """The body of a 200."""
        reply = await self.ask("GET", path, params={name.rstrip("_"): str(value) for name, value in params.items()})
        assert reply.status == 200, reply
        return reply.body

    async def all_of(self, path: str, **params: Any) -> list[Any]:
        """All items of a list, page after page."""
        items: list[Any] = []
        cursor: dict[str, str] = {}
        while True:
            page = await self.get(path, **params, **cursor)
            items += page["items"]
            if page["next"] is None:
                return items
            cursor = {"cursor": page["next"]}


@dataclass(frozen=True, kw_only=True)
class World:
    """The hotline under test: its database, its Redis, its HTTP."""

    engine: Engine
    redis: Redis
    http: aiohttp.ClientSession

    @property
    def address(self) -> URL:
        """Where the API listens."""
        assert self.http._base_url is not None
        return self.http._base_url

    @property
    def nobody(self) -> Person:
        return Person(self.http, "")

    def add_person(self, username: str, role: str = "agent", extension: str | None = None, **columns: Any) -> None:
        values = {
            "username": username,
            "name": username.title(),
            "role": role,
            "extension": extension,
            "queues": ["hotline"] if extension else [],
            "password_hash": PASSWORD_HASH,
            "wish_since": MORNING,
        }
        with writing(self.engine) as connection:
            connection.execute(insert(agents).values(**values | columns))

    def change_person(self, username: str, **columns: Any) -> None:
        with writing(self.engine) as connection:
            connection.execute(update(agents).where(agents.c.username == username).values(**columns))

    async def log_in(self, username: str, password: str = PASSWORD) -> Person:
        reply = await self.nobody.ask("POST", "/login", {"username": username, "password": password})
        assert reply.status == 200, reply
        return Person(self.http, reply.body["token"])

    async def person(self, username: str, role: str = "agent", extension: str | None = None) -> Person:
        """Somebody new, logged in."""
        self.add_person(username, role, extension)
        return await self.log_in(username)

    def add_call(self, call_id: str, *, with_ticket: bool = True, **columns: Any) -> str:
        """An answered inbound call with its ticket, seen by the journal too; `columns` say what is different. Gives the
        ticket's number.
        """
        started_at = columns.pop("started_at", MORNING)
        values: dict[str, Any] = {
            "id": call_id,
            "direction": "inbound",
            "state": "ended",
            "outcome": "answered",
            "missed_in": None,
            "caller": CITIZEN,
            "called": "12345",
            "queue": "hotline",
            "agent": None,
            "started_at": started_at,
            "queued_at": started_at + timedelta(seconds=4),
            "answered_at": None,
            "ended_at": started_at + timedelta(minutes=2),
            "wait_s": 6.0,
            "talk_s": 100.0,
            "ticket": _ticket_number(call_id) if with_ticket else None,
            "callback": None,
            "recording": None,
        }
        legs = columns.pop("legs", [])
        values |= columns
        with writing(self.engine) as connection:
            connection.execute(insert(calls).values(**values))
            put_legs(connection, call_id, legs)
            if values["direction"] == "inbound":
                connection.execute(insert(journal_calls).values(id=call_id, started_at=started_at))
            if with_ticket:
                ticket = {
                    "number": values["ticket"],
                    "call": call_id,
                    "caller": values["caller"],
                    "agent": values["agent"],
                    "created_at": started_at,
                    "updated_at": started_at,
                }
                connection.execute(insert(tickets).values(**ticket))
            _count(connection, [started_at])
        return str(values["ticket"])

    def add_missed(self, call_id: str, callback: int | None, missed_in: str = "queue", **columns: Any) -> str:
        missed = {"outcome": "missed", "missed_in": missed_in, "talk_s": None, "callback": callback}
        return self.add_call(call_id, **missed | columns)

    def change_call(self, call_id: str, **columns: Any) -> None:
        legs = columns.pop("legs", None)
        with writing(self.engine) as connection:
            if columns:
                connection.execute(update(calls).where(calls.c.id == call_id).values(**columns))
            if legs is not None:
                put_legs(connection, call_id, legs)
            _count(connection, connection.execute(select(calls.c.started_at).where(calls.c.id == call_id)).scalars())

    def change_ticket(self, number: str, **columns: Any) -> None:
        with writing(self.engine) as connection:
            connection.execute(update(tickets).where(tickets.c.number == number).values(**columns))

    def add_callback(self, number: str = CITIZEN, status: str = "pending", **columns: Any) -> int:
        missed_at = columns.get("missed_at", MORNING)
        places = {"missed_at": missed_at, "last_missed_at": missed_at, "place_at": missed_at, "lasts_from": missed_at}
        values = {"number": number, "status": status, "attempts": 0, **places, **columns}
        with writing(self.engine) as connection:
            return int(connection.execute(insert(callbacks).values(**values).returning(callbacks.c.id)).scalar_one())

    def change_callback(self, callback: int, **columns: Any) -> None:
        with writing(self.engine) as connection:
            connection.execute(update(callbacks).where(callbacks.c.id == callback).values(**columns))
            half_hours.mark_callbacks(connection, [callback])
            _count(connection, [])

    def add_alarm(self, kind: str, subject: str) -> None:
        values = {"kind": kind, "subject": subject, "first_at": MORNING, "last_at": MORNING}
        with writing(self.engine) as connection:
            connection.execute(insert(alarms).values(**values))


def _count(connection: Connection, moments: Iterable[datetime]) -> None:
    """Bring the sums up to date, as cti does within a second."""
    half_hours.mark(connection, moments)
    while half_hours.recount_marked(connection, ZONE, LIMITS):
        pass


def _ticket_number(call_id: str) -> str:
    """node1-1.7 has 20261120-00007, node1-2.7 has 20261121-00007."""
    first, _, second = call_id.partition("-")[2].partition(".")
    return f"2026112{int(first) - 1}-{int(second):05}"


def leg(agent: str, extension: str = "1001", *, answered: bool = True) -> dict[str, Any]:
    """An agent's part in a call, as cti stores it."""
    at = MORNING + timedelta(seconds=10)
    return {
        "channel": f"node1-{extension}",
        "extension": extension,
        "agent": agent,
        "started_at": at,
        "answered_at": at if answered else None,
        "ended_at": None,
        "wait_s": 0.0,
        "talk_s": 0.0,
    }
