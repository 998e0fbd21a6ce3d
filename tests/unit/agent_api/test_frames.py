"""The description of the WebSocket says what is sent."""

import re

import orjson

from agent_api.socket.asyncapi import describe
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


def test_every_frame_has_a_type_a_time_and_a_number() -> None:
    told = DESCRIBED["operations"]["tell"]["messages"]
    names = [one["$ref"].rpartition("/")[2] for one in told]
    for name in names:
        assert {"type", "at", "seq"} <= set(DESCRIBED["components"]["schemas"][name]["required"])
