"""Whatever another role writes, a moment is shown at the centre's clock, and nothing else is taken for one."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from agent_api.protocol.moments import from_text, local, shown_json

ZONE = ZoneInfo("Asia/Shanghai")
NINE = datetime(2026, 11, 20, 1, tzinfo=UTC)


@pytest.mark.parametrize("name", ["until", "at", "whatever_comes_next"])
def test_a_moment_is_known_by_its_form_whatever_its_name(name: str) -> None:
    wall = {"callbacks": [{name: NINE.isoformat()}], "as_of": "2026-11-20T01:00:00.250000Z"}
    told = shown_json(wall, ZONE)
    assert told == {"callbacks": [{name: "2026-11-20T09:00:00+08:00"}], "as_of": "2026-11-20T09:00:00.250000+08:00"}


@pytest.mark.parametrize(
    "text", ["", "2026-11-20", "on 2026-11-20T01:00:00+00:00", "2026-99-20T01:00:00+00:00", "9999-12-31T23:00:00Z"]
)
def test_what_is_no_moment_stays_as_it_is(text: str) -> None:
    assert shown_json({"reason": text}, ZONE) == {"reason": text}


def test_none_is_no_moment() -> None:
    assert (local(None, ZONE), from_text(None, ZONE)) == (None, None)
