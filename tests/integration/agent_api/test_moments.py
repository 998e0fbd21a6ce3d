"""Every moment in every answer, frame and file carries the centre's offset."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from sqlalchemy import insert

from agent_api.protocol.who_may import API
from agent_api.routes import ROUTES
from hotline.domain.callbacks.carrier import Refusals
from hotline.store.engine import writing
from hotline.store.tables import transfers
from tests.parts.agent_api.listening import beating, listening, tell
from tests.parts.agent_api.world import CITIZEN, MORNING, Person, World, leg, until

pytestmark = pytest.mark.parametrize("migrated", ["sqlite"], indirect=True)  # the form of answers is the API's own

CALL = "node1-1.1"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?")
EXAMPLES = "/openapi.json"  # shows moments in words, none that happened


@pytest.fixture
async def boss(world: World) -> Person:
    """An admin with a telephone that has something wrong, a call with all that can hang on one, and a callback."""
    boss = await world.person("boss", "admin", "1000")
    owed = world.add_callback(status="offered", agent="boss", offered_until=MORNING, next_at=MORNING)
    world.add_missed("node1-1.2", owed)
    sent = {"id": "t1", "call": CALL, "agent": "boss", "mode": "blind", "target": "water", "name": "水务热线"}
    begun = {"numbers": [], "tried": [], "state": "failed", "created_at": MORNING, "started_at": MORNING}
    at = MORNING + timedelta(seconds=5)
    world.add_call(CALL, agent="boss", legs=[leg("boss", "1000")], answered_at=at)
    with writing(world.engine) as connection:
        connection.execute(insert(transfers).values(**sent, **begun))
    world.add_alarm("unknown_number", "12399")
    return boss


async def changes(world: World, boss: Person) -> list[Any]:
    """What changes something answers with moments too, and leaves some in lists."""
    ticket = (await boss.get("/tickets"))["items"][0]["number"]
    asked = [
        ("PUT", "/agents/me/state", {"state": "paused", "reason": "lunch"}),
        ("PATCH", f"/tickets/{ticket}", {"subject": "water"}),
        ("POST", f"/tickets/{ticket}/notes", {"text": "no water"}),
        ("PATCH", "/directory/water", {"name": "Water"}),
        ("POST", "/callbacks/1/decline", None),
    ]
    replies = [await boss.ask(method, path, body) for method, path, body in asked]
    return [reply.body for reply in replies]


def rendered(now: datetime) -> dict[str, Any]:
    """All moments that a wall can have."""
    at = now.isoformat()
    phone = {"trouble": "wrong_secret", "address": "127.0.0.9", "at": at}
    seat = {"username": "boss", "state": "ready", "since": at, "reason": "", "call": None, "phone": phone}
    return {
        "nodes": [{"name": "node1", "up": True, "since": at, "last_event_at": at, "corrections": 0}],
        "callbacks": {
            "owed": 1,
            "oldest_s": 60.0,
            "today": {},
            "resting": Refusals(count=1, last_at=now, answer="403").as_json(),
        },
        "waiting": 1,
        "waiting_since": at,
        "waiting_calls": [{"call": CALL, "caller": "138", "queue": "hotline", "origin": "", "since": at}],
        "seats": [seat],
        "alarms": [{"kind": "disk_full", "subject": "node1", "count": 1, "last_at": at}],
    }


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for part in value.values():
            yield from texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts(part)
    elif isinstance(value, bytes):
        yield value.decode("utf-8-sig", "replace")  # XLSX has moments as dates of the centre
    elif isinstance(value, str):
        yield value


def moments(value: Any) -> list[str]:
    return [found for text in texts(value) for found in MOMENT.findall(text)]


def filled(path: str, ticket: str) -> str:
    """An address of that route, as `Person.ask` takes it."""
    noun = path.removeprefix(API).split("/")[1]
    values = {"id": {"callbacks": "1", "calls": CALL}.get(noun, "t1"), "number": ticket, "username": "boss", "key": "x"}
    values["token"] = "none"
    if noun == "callers":
        values["number"] = CITIZEN
    return path.format(**values).removeprefix(API) if path.startswith(API) else f"/{path}"


async def test_every_moment_carries_the_centres_offset(world: World, boss: Person) -> None:
    wrong: dict[str, list[str]] = {}
    without: set[str] = set()

    def check(where: str, told: Any) -> None:
        found = moments(told)
        if not found:
            without.add(where)
        if away := [moment for moment in found if not moment.endswith("+08:00")]:
            wrong[where] = away

    wall = rendered(datetime.now(UTC))
    await world.redis.set("hotline:agents", orjson.dumps({seat["username"]: seat for seat in wall["seats"]}))
    async with beating(world, **wall), listening(world, boss.token, "me", "wall") as screen:
        check("changes", await changes(world, boss))

        async def known() -> bool:
            return bool((await boss.get("/wall"))["seats"])

        await until(known, "the wall")
        ticket = (await boss.get("/tickets"))["items"][0]["number"]
        for route in ROUTES:
            if route.method != "GET" or route.status == 101 or EXAMPLES in route.path:
                continue
            path = filled(route.path, ticket)
            for form in ("application/json", *route.also_as):
                reply = await boss.ask("GET", path, headers={"Accept": form})
                assert reply.status in (200, 404, 503), (path, reply)
                check(f"{path} {form}", reply.body)
        await tell(world, "call.ringing", "boss", CALL)
        check("call.ringing", await screen.next("call.ringing"))
        check("frames", screen.frames)
    assert wrong == {}
    told = {
        f"{path} application/json" for path in ("/wall", "/calls", "/callbacks", "/tickets", "/alarms", "/agents/me")
    }
    assert (told | {"changes", "call.ringing", "frames"}) & without == set()
