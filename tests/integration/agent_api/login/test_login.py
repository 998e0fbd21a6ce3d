"""Logging in and out."""

import asyncio
import time

from redis.asyncio import Redis
from sqlalchemy import Engine, select, update

from hotline.settings.environment import Settings
from hotline.store.agents.passwords import hash_password
from hotline.store.engine import reading, writing
from hotline.store.tables import sessions
from tests.parts.agent_api.world import MORNING, PASSWORD, Person, World, serving


async def test_a_person_logs_in_and_is_told_who_they_are(world: World) -> None:
    world.add_person("anna", extension="1001")
    reply = await world.nobody.ask("POST", "/login", {"username": "anna", "password": PASSWORD})
    assert reply.status == 200
    assert reply.body["agent"]["username"] == "anna"
    assert reply.body["agent"]["extension"] == "1001"
    assert (await Person(world.http, reply.body["token"]).get("/agents/me"))["name"] == "Anna"


async def test_a_wrong_password_and_an_unknown_user_are_told_apart_by_nobody(world: World) -> None:
    world.add_person("anna")
    wrong = await world.nobody.ask("POST", "/login", {"username": "anna", "password": "x"})
    unknown = await world.nobody.ask("POST", "/login", {"username": "nobody", "password": "x"})
    assert wrong.status == unknown.status == 401
    assert wrong.body == unknown.body


async def test_an_unknown_user_takes_as_long_as_a_known_one(world: World) -> None:
    world.add_person("anna", password_hash=hash_password(PASSWORD))
    taken: dict[str, list[float]] = {"anna": [], "nobody": []}
    for _ in range(5):
        for username, times in taken.items():
            began = time.perf_counter()
            await world.nobody.ask("POST", "/login", {"username": username, "password": "wrong"})
            times.append(time.perf_counter() - began)
    assert min(taken["nobody"]) > 0.5 * min(taken["anna"])  # the quickest: what else runs here only adds


async def test_the_database_holds_no_token(world: World) -> None:
    anna = await world.person("anna")
    with reading(world.engine) as connection:
        stored = connection.execute(select(sessions.c.token_hash)).scalars().all()
    assert len(stored) == 1
    assert anna.token not in stored[0]


async def test_a_token_outlives_a_restart_of_the_role(
    world: World, settings: Settings, engine: Engine, redis: Redis
) -> None:
    anna = await world.person("anna")
    async with serving(settings, engine) as http:
        assert (await Person(http, anna.token).get("/agents/me"))["username"] == "anna"


async def test_after_logging_out_the_token_opens_nothing(world: World) -> None:
    anna, again = await world.person("anna"), await world.log_in("anna")
    assert (await anna.ask("POST", "/logout")).status == 204
    assert (await anna.ask("GET", "/agents/me")).status == 401
    assert (await again.ask("GET", "/agents/me")).status == 200


async def test_a_token_ends_by_itself(world: World) -> None:
    anna = await world.person("anna")
    with writing(world.engine) as connection:
        connection.execute(update(sessions).values(expires_at=MORNING))
    assert (await anna.ask("GET", "/agents/me")).status == 401


async def test_guessing_is_stopped_and_the_person_elsewhere_is_not(world: World) -> None:
    world.add_person("anna")
    world.add_person("ben")
    wrong = {"username": "anna", "password": "guess"}
    replies = await asyncio.gather(*(world.nobody.ask("POST", "/login", wrong) for _ in range(15)))
    statuses = [reply.status for reply in replies]
    assert statuses.count(401) == 10
    assert statuses.count(429) == 5
    refused = await world.nobody.ask("POST", "/login", {"username": "anna", "password": PASSWORD})
    assert refused.status == 429
    assert int(refused.headers["Retry-After"]) > 0
    await world.log_in("ben")


async def test_a_whole_shift_logs_in_at_once(world: World) -> None:
    usernames = [f"agent{number}" for number in range(30)]
    for username in usernames:
        world.add_person(username)
    people = await asyncio.gather(*(world.log_in(username) for username in usernames))
    assert len({person.token for person in people}) == 30


async def test_whoever_shows_no_good_token_is_told_to_log_in(world: World) -> None:
    for headers in (
        {},
        {"Authorization": "Basic YTpi"},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer nonsense"},
        {"Authorization": "Bearer 令牌"},
    ):
        reply = await world.nobody.ask("GET", "/calls", headers=headers)
        assert reply.status == 401, headers
        assert reply.headers["WWW-Authenticate"] == "Bearer"
        assert reply.headers["Content-Type"].startswith("application/problem+json")
