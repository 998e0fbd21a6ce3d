"""Alive, ready, counted; recordings; and the description of it all."""

from datetime import UTC, datetime

import orjson
import pytest
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample
from sqlalchemy import insert

from hotline.file_hash import sha256_of
from hotline.names.roles import UP, Beat, RoleName
from hotline.redis_keys import role_key
from hotline.settings.environment import Settings
from hotline.store.engine import writing
from hotline.store.tables import recordings
from tests.parts.agent_api.listening import beating
from tests.parts.agent_api.world import MORNING, Person, World, leg, serving, until

NAME = "2026/11/20/node1-1.1.wav"

# What dashboards of cities rely on: each series with its labels.
SERIES = {
    ("hotline_alarms",),
    ("hotline_balanced",),
    ("hotline_callbacks_owed",),
    ("hotline_calls_live",),
    ("hotline_calls_rejected_total", "reason", "trunk"),
    ("hotline_calls_today", "outcome"),
    ("hotline_http_request_duration_seconds_bucket", "method", "route"),
    ("hotline_http_request_duration_seconds_count", "method", "route"),
    ("hotline_http_request_duration_seconds_sum", "method", "route"),
    ("hotline_http_requests_total", "method", "route", "status"),
    ("hotline_missed_today", "missed_in"),
    ("hotline_wall_agents", "state"),
    ("hotline_wall_fresh",),
    ("hotline_wall_longest_wait_s",),
    ("hotline_wall_talking",),
    ("hotline_wall_waiting",),
    ("hotline_ws_clients",),
}


async def test_it_is_ready_when_everybody_is_and_says_who_is_not(world: World) -> None:
    ready = await world.nobody.ask("GET", "//readyz")
    assert (ready.status, ready.body["ready"], ready.body["sql"], ready.body["redis"]) == (503, False, True, True)
    for role in RoleName:
        beat = {"at": 1.0, Beat.ASTERISK.value: UP} if role == RoleName.CTI else {"at": 1.0}
        await world.redis.set(role_key(role), orjson.dumps(beat))
    everybody = await world.nobody.ask("GET", "//readyz")
    assert (everybody.status, everybody.body["ready"], everybody.body["asterisk"]) == (200, True, True)
    await world.redis.set(role_key(RoleName.CTI), orjson.dumps({"at": 1.0, "asterisk": "down"}))
    assert (await world.nobody.ask("GET", "//readyz")).body["asterisk"] is False
    await world.redis.set(role_key(RoleName.CTI), orjson.dumps({"at": 1.0, "asterisk": "up"}))
    await world.redis.delete(role_key(RoleName.IVR))
    without = await world.nobody.ask("GET", "//readyz")
    assert (without.status, without.body["roles"]["ivr"]) == (503, False)


async def test_its_own_heart_beats_in_redis(world: World) -> None:
    assert (await world.nobody.ask("GET", "//healthz")).status == 200

    async def beats() -> bool:
        return bool(await world.redis.exists("hotline:role:agent_api"))

    await until(beats, "a heartbeat")


async def test_the_figures_are_there_for_prometheus(world: World) -> None:
    world.add_alarm("unknown_number", "12399")
    world.add_alarm("no_codec", "carrier g729")
    async with beating(world, waiting=4):
        chief = await world.person("chief", "supervisor")
        await until(lambda: _fresh(chief), "a fresh wall")
        reply = await world.nobody.ask("GET", "//metrics")
    assert reply.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    families = list(text_string_to_metric_families(reply.body.decode()))
    assert len({family.name for family in families}) == len(families)
    samples = [sample for family in families for sample in family.samples]
    assert {(one.name, *sorted(set(one.labels) - {"le"})) for one in samples} == SERIES
    assert _value(samples, "hotline_wall_fresh") == 1
    assert _value(samples, "hotline_wall_waiting") == 4
    assert _value(samples, "hotline_alarms") == 2
    assert _value(samples, "hotline_calls_rejected_total", trunk="carrier", reason="no_codec:g729") == 1
    assert _value(samples, "hotline_calls_today", outcome="answered") == 0
    log_ins = {"method": "POST", "route": "/api/v1/login", "status": "200"}
    assert _value(samples, "hotline_http_requests_total", **log_ins) == 1


def _value(samples: list[Sample], name: str, **labels: str) -> float:
    return next(sample.value for sample in samples if sample.name == name and sample.labels == labels)


async def test_two_applications_count_for_themselves(world: World, settings: Settings) -> None:
    await world.person("anna")
    async with serving(settings, world.engine) as http:
        text = (await Person(http, "").ask("GET", "//metrics")).body.decode()
    assert "/api/v1/login" not in text


async def test_the_day_is_not_counted_anew_at_each_scrape(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async def offered() -> bytes:
        text: bytes = (await world.nobody.ask("GET", "//metrics")).body
        return next(line for line in text.splitlines() if line.startswith(b'hotline_calls_today{outcome="answered"}'))

    first = await offered()
    now = datetime.now(UTC)
    world.add_call("node1-1.1", started_at=now, ended_at=now)
    assert await offered() == first
    monkeypatch.setattr("agent_api.runtime.todays_audit.KEPT_S", 0.0)
    assert await offered() == b'hotline_calls_today{outcome="answered"} 1.0'


async def _fresh(chief: Person) -> bool:
    return bool((await chief.get("/wall"))["fresh"])


async def test_the_description_knows_every_route_and_its_rights(world: World) -> None:
    described = (await world.nobody.ask("GET", "/openapi.json")).body
    assert described["paths"]["/api/v1/agents"]["post"]["x-roles"] == ["admin"]
    call = described["components"]["schemas"]["CallView"]["properties"]
    assert list(call)[:3] == ["id", "direction", "caller"]
    refs = {part for part in str(described).split("'") if part.startswith("#/components/schemas/")}
    assert {ref.rpartition("/")[2] for ref in refs} <= set(described["components"]["schemas"])
    names = [parameter["name"] for parameter in described["paths"]["/api/v1/calls"]["get"]["parameters"]]
    assert {"from", "to", "caller", "limit", "cursor", "reason", "X-Reason"} <= set(names)


@pytest.fixture
def recorded(world: World, settings: Settings) -> str:
    """A call of Anna's with a recording."""
    file = settings.paths.recordings / NAME
    file.parent.mkdir(parents=True)
    file.write_bytes(b"RIFF....WAVE")
    world.add_call("node1-1.1", agent="anna", legs=[leg("anna")], recording=NAME)
    return "/calls/node1-1.1/recording"


@pytest.mark.parametrize(
    ("username", "role", "query", "status"),
    [
        ("anna", "agent", "", 200),
        ("ben", "agent", "", 403),
        ("chief", "supervisor", "", 200),
        ("audrey", "auditor", "", 403),
        ("audrey", "auditor", "?reason=complaint", 200),
    ],
)
async def test_a_recording_is_heard_by_those_who_may(
    world: World, recorded: str, username: str, role: str, query: str, status: int
) -> None:
    person = await world.person(username, role)
    reply = await person.ask("GET", recorded + query)
    assert reply.status == status
    if status == 200:
        assert reply.body == b"RIFF....WAVE"
        admin: Person = await world.person("admin", "admin")
        assert [(look["what"], look["subject"]) for look in await admin.all_of("/looks")] == [
            ("recording", "node1-1.1")
        ]


async def test_a_compressed_recording_is_played_and_tells_when_it_has_been_changed(
    world: World, recorded: str, settings: Settings
) -> None:
    file = settings.paths.recordings / NAME.replace(".wav", ".opus")
    file.write_bytes(b"OggS")
    with writing(world.engine) as connection:
        known = {"file": NAME.replace(".wav", ".opus"), "sha256": sha256_of(file), "bytes": 4, "kept_at": MORNING}
        connection.execute(insert(recordings).values(call="node1-1.1", **known))
    chief = await world.person("chief", "supervisor")
    played = await chief.ask("GET", recorded)
    assert (played.body, played.headers["Content-Type"]) == (b"OggS", "audio/ogg")
    assert "X-Recording-Changed" not in played.headers
    assert await chief.all_of("/alarms") == []
    file.write_bytes(b"other")
    assert (await chief.ask("GET", recorded)).headers["X-Recording-Changed"] == "true"
    assert [(one["kind"], one["subject"]) for one in await chief.all_of("/alarms")] == [
        ("recording_changed", "node1-1.1")
    ]


@pytest.mark.parametrize("name", ["../secrets/cti", "/etc/passwd", "2026/../../secrets/cti", "link.wav", "", "no"])
async def test_a_recording_lies_below_its_folder_whatever_its_name_says(
    world: World, recorded: str, settings: Settings, name: str
) -> None:
    secret = settings.paths.secrets / "cti"
    secret.parent.mkdir(exist_ok=True)
    secret.write_text("secret")
    (settings.paths.recordings / "link.wav").symlink_to(secret)
    world.change_call("node1-1.1", recording=name, started_at=MORNING)
    chief = await world.person("chief", "supervisor")
    assert (await chief.ask("GET", recorded)).status == 404
