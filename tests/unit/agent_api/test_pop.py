"""Events that cannot be shown are left out and counted, and the socket goes on."""

from datetime import UTC, datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest

from agent_api.runtime.stream import StreamEvent
from agent_api.socket.pop import Pop


def event(kind: str, payload: dict[str, Any]) -> StreamEvent:
    at = datetime(2026, 11, 21, tzinfo=UTC)
    return StreamEvent(id="1-1", type=kind, at=at, call="", agent="anna", payload=payload)


@pytest.mark.parametrize(
    ("kind", "payload", "counted"),
    [
        ("callback.offered", {}, "callback.offered"),
        ("callback.offered", {"callback": "none"}, "callback.offered"),
        ("callback.updated", {"callback": 1}, "callback.updated"),
        ("of.tomorrow", {}, "unknown"),
    ],
)
async def test_a_broken_event_is_left_out(kind: str, payload: dict[str, Any], counted: str) -> None:
    seen: list[str] = []
    nothing = cast("Any", None)  # SQL is not asked
    pop = Pop(nothing, nothing, nothing, ZoneInfo("Asia/Shanghai"), seen.append)
    assert await pop.frame(event(kind, payload)) is None
    assert seen == [counted]
