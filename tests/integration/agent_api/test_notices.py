"""Notices by the API: written, changed, recorded and removed by supervisors."""

import io
import wave

import pytest

from hotline.commands.notices import LONGEST_S
from tests.parts.agent_api.world import World

NOTICE = {
    "title": "城北停水",
    "text": "城北片区停水。",
    "queues": ["hotline"],
    "from": "2026-11-20T08:00:00+08:00",
    "until": "2126-11-20T20:00:00+08:00",
}


def sound(seconds: float = 1, rate: int = 8000) -> bytes:
    body = io.BytesIO()
    with wave.open(body, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(bytes(2 * int(seconds * rate)))
    return body.getvalue()


async def test_a_supervisor_writes_changes_and_removes_a_notice(world: World) -> None:
    boss = await world.person("boss", "supervisor")
    made = (await boss.ask("POST", "/notices", NOTICE)).body
    path = f"/notices/{made['id']}"
    assert {name: made[name] for name in NOTICE} == NOTICE
    assert (made["holds"], made["audible"], made["counts"], made["count"]) == (True, False, True, 0)
    changed = (await boss.ask("PATCH", path, {"until": "2026-11-20T09:00:00+08:00", "counts": False})).body
    assert (changed["holds"], changed["counts"], changed["title"]) == (False, False, NOTICE["title"])
    assert [one["id"] for one in (await boss.get("/notices"))["items"]] == [made["id"]]
    world.add_call("node1-1.9", notice=made["id"])
    assert (await boss.get(path))["count"] == 1
    assert (await boss.ask("DELETE", path)).status == 204
    assert (await boss.get("/notices"))["items"] == []
    assert (await boss.get("/calls/node1-1.9"))["notice"] == made["id"]
    assert (await boss.ask("GET", path)).status == 404


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"until": NOTICE["from"]}, "until"),
        ({"queues": ["nowhere"]}, "queues"),
        ({"title": " "}, "title"),
        ({"text": "长" * 1001}, "text"),
        ({"from": "tomorrow"}, "from"),
    ],
)
async def test_what_is_wrong_is_named(world: World, wrong: dict[str, object], field: str) -> None:
    boss = await world.person("boss", "supervisor")
    refused = await boss.ask("POST", "/notices", NOTICE | wrong)
    assert (refused.status, refused.body["errors"][0]["field"]) == (422, field)


async def test_a_recording_is_taken_and_what_is_none_is_refused(world: World) -> None:
    boss = await world.person("boss", "supervisor")
    made = (await boss.ask("POST", "/notices", NOTICE)).body
    path = f"/notices/{made['id']}"
    for hostile in (b"", b"RIFF", b"ID3 not a wav", sound(LONGEST_S + 1), sound()[:30]):
        assert (await boss.ask("PUT", f"{path}/sound", data=io.BytesIO(hostile))).status == 422
    assert not (await boss.get(path))["recorded"]
    assert (await boss.ask("PUT", f"{path}/sound", data=io.BytesIO(sound()))).status == 200
    assert (await boss.get(path))["recorded"]
    assert (await boss.ask("GET", f"{path}/sound")).status == 404  # no cti runs here, which would make it
