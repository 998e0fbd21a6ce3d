"""Figures as CSV, who gets them so, and what cannot be asked."""

import csv
import io

import pytest

from tests.parts.agent_api.owed import add_duty, minutes
from tests.parts.agent_api.world import Person, World


async def test_a_hostile_name_is_no_formula_in_the_csv(world: World, auditor: Person) -> None:
    world.add_person("mallory", name="=cmd|' /C calc'!A0")
    world.add_person("quote", name='王"芳,\n小')
    world.add_call("node1-1.1", agent="mallory")
    world.add_call("node1-1.2", agent="quote")
    reply = await auditor.ask("GET", "/figures/agents?from=2026-11-20&to=2026-11-21&format=csv")
    assert reply.body.startswith(b"\xef\xbb\xbf")
    assert reply.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert reply.headers["Content-Disposition"] == 'attachment; filename="agents-by-day.csv"'
    header, first, second = csv.reader(io.StringIO(reply.body.decode("utf-8-sig"), newline=""))
    assert header == ["日期", "名次", "工号", "姓名", "承接回拨", "回拨接通", "回拨次数", "回拨通话(秒)", "接听来电"]
    assert first == ["2026-11-20", "1", "mallory", "'=cmd|' /C calc'!A0", "0", "0", "0", "0.0", "1"]
    assert second[3] == '王"芳,\n小'


async def test_who_accepts_csv_gets_it(world: World, auditor: Person) -> None:
    add_duty(world, 1, "reached", first_tried_at=minutes(1), reached_at=minutes(1), attempts=1)
    path = "/figures/callbacks?from=2026-11-20&to=2026-11-21&lang=en"
    reply = await auditor.ask("GET", path, headers={"Accept": "text/csv, application/json;q=0.5"})
    header, day, total = csv.reader(io.StringIO(reply.body.decode("utf-8-sig")))
    assert header[:3] == ["period", "missed calls", "callbacks owed"]
    assert day == ["2026-11-20", "1", "1", "1", "1", "0", "1", "1.0", "1.0", "1.0", "1.0", ""]
    assert total[0] == "total"
    for accept in ("*/*", "application/json", "application/json, text/csv", "text/csv;q=0"):
        assert "items" in (await auditor.ask("GET", path, headers={"Accept": accept})).body
    both = await auditor.ask("GET", f"{path}&format=json", headers={"Accept": "text/csv"})
    assert "items" in both.body


@pytest.mark.parametrize("migrated", ["sqlite"], indirect=True)  # refused before SQL is asked
@pytest.mark.parametrize(
    "query",
    [
        "by=week",
        "by=",
        "format=pdf",
        "lang=fr",
        "from=yesterday",
        "from=2026-11-21&to=2026-11-20",
        "from=2025-01-01&to=2026-11-20",
        "from=0001-01-01&to=0001-01-02",
        "from=9999-12-31",
        "until=2026-11-20",
        "by=day&by=month",
    ],
)
@pytest.mark.parametrize("path", ["/figures/callbacks", "/figures/agents"])
async def test_what_cannot_be_meant_is_refused(world: World, auditor: Person, path: str, query: str) -> None:
    reply = await auditor.ask("GET", f"{path}?{query}")
    assert reply.status == 400
    assert reply.headers["Content-Type"].startswith("application/problem+json")
    assert reply.body["errors"][0]["field"]
