"""The descriptions of the WebSocket and of HTTP say what is sent, and under which names."""

import re
from collections import Counter
from zoneinfo import ZoneInfo

import orjson

from agent_api.describe import describe as describe_all
from agent_api.socket.asyncapi import describe
from agent_api.socket.frames import WallFrame
from agent_api.socket.wall_text import wall_text
from hotline.domain.calls.events import EventType

DESCRIBED = describe("12345 CTI")


def test_each_kind_of_event_has_a_frame() -> None:
    schemas = DESCRIBED["components"]["schemas"]
    types = [schema.get("properties", {}).get("type", {}) for schema in schemas.values()]
    kinds = {kind for one in types for kind in one.get("enum", [one.get("const")])}
    assert {kind.value for kind in EventType} <= kinds


def test_every_reference_leads_somewhere() -> None:
    for ref in re.findall(r'"\$ref":"#/([^"]+)"', orjson.dumps(DESCRIBED).decode()):
        found = DESCRIBED
        for part in ref.split("/"):
            found = found[part]
        assert found


def test_every_operation_has_a_name_of_its_own() -> None:
    """Clients are generated from these names."""
    paths = describe_all()["paths"]
    names = Counter(operation["operationId"] for methods in paths.values() for operation in methods.values())
    assert [name for name, count in names.items() if count > 1] == []


def test_every_frame_has_a_type_a_time_and_a_number() -> None:
    told = DESCRIBED["operations"]["tell"]["messages"]
    names = [one["$ref"].rpartition("/")[2] for one in told]
    for name in names:
        assert {"type", "at", "seq"} <= set(DESCRIBED["components"]["schemas"][name]["required"])


def test_the_text_of_a_wall_is_a_wall_frame() -> None:
    zone = ZoneInfo("Asia/Shanghai")
    empty: dict[str, object] = {"nodes": [], "queues": [], "callbacks": {}, "today": {}, "curve": None}
    parts = {**empty, "agents": {"ready": 1}}
    lists = {"thresholds": None, "waiting_calls": [], "seats": [{"username": "王"}], "alarms": []}
    known = {"as_of": None, "fresh": True, "stalled": False, "waiting": 0, "longest_wait_s": 0.5, "talking": None}
    picture = {**known, **parts, **lists, "connection_rate_24h": 0.95}
    text = wall_text(zone, picture)
    frame = WallFrame.model_validate(orjson.loads(text))
    assert orjson.loads(frame.text()) == orjson.loads(text)
