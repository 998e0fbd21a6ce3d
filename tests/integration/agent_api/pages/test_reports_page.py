"""报表 in a real browser, of a week that the demo's history has invented."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from hotline.settings.environment import Settings
from hotline.store.engine import reading
from hotline.store.tables import looks
from ops.past.rows import Agent
from ops.past.write import write_past
from tests.parts.agent_api.browsing import address, log_in
from tests.parts.agent_api.world import Person, World, until
from tests.parts.browser import Tab
from tests.parts.pages.axe import assert_accessible

pytestmark = pytest.mark.parametrize("migrated", ["sqlite"], indirect=True)  # a page does not see the database

AGENTS = [Agent(username=f"demo{number}", extension=str(number)) for number in range(8001, 8009)]
DRAWN = (
    "[...document.querySelectorAll('.reports .chart')].filter((one) => one.querySelector('canvas')).length === 6"
    " && !document.querySelector('[aria-busy=true]')"
)
EXPORT = "[...document.querySelectorAll('.reports button')].find((one) => one.innerText.trim() === '导出')"


@pytest.fixture
async def chief(world: World, tab: Tab, settings: Settings) -> Person:
    """A supervisor, who is logged in at the tab too."""
    write_past(replace(settings, database_url=str(world.engine.url)), AGENTS, days=8)
    world.add_person("chief", "supervisor")
    await log_in(world, tab, "chief")
    await tab.until("location.pathname === '/wall' && document.readyState === 'complete'")
    return await world.log_in("chief")


def tile(name: str) -> str:
    return f"[...document.querySelectorAll('.tile')].find((one) => one.querySelector('dt').innerText === '{name}')"


def choose(name: str, value: str) -> str:
    return (
        f"(() => {{ const field = document.querySelector('select[name={name}]'); field.value = '{value}'; "
        "field.dispatchEvent(new Event('change', { bubbles: true })); })()"
    )


async def test_a_week_in_charts_and_tables(world: World, tab: Tab, chief: Person) -> None:
    await tab.open(address(world, "/reports"))
    await tab.until(DRAWN)
    days = await tab.run("document.querySelector('.reports .head h2').innerText")
    first, last = days[:10], days[13:23]
    rows = "document.querySelectorAll('[aria-label=分时段] tbody tr').length"
    await tab.reads(rows, 8)  # seven days and their total
    week = await chief.get("/figures/traffic", from_=first, to=_after(last))
    await tab.reads(f"{tile('来电')}.querySelector('strong').innerText", str(week["totals"]["offered"]))
    await tab.tells(f"{tile('来电')}.innerText", "%")  # against the week before
    await tab.run("document.querySelector('.filters input[type=checkbox]').click()")
    await tab.until(f"location.search.includes('compare=no') && !{tile('来电')}.querySelector('.change')")
    await tab.run(choose("queue", "expert"))
    expert = next(queue for queue in week["queues"] if queue["queue"] == "expert")
    await tab.reads(f"{tile('来电')}.querySelector('strong').innerText", str(expert["offered"]))
    await tab.run(choose("by", "hour"))
    await tab.until(f"location.search.includes('by=hour') && {rows} > 100")
    await tab.open(address(world, f"/reports?from={first}&to={first}"))  # a link shows what it says
    await tab.until(f"{DRAWN} && {rows} === 49")  # by half hours
    assert tab.problems == []


def _after(day: str) -> str:
    return datetime.fromisoformat(f"{day}T23:59:59.999999+08:00").astimezone(UTC).isoformat()


async def test_it_is_exported_and_the_export_is_recorded(world: World, tab: Tab, chief: Person) -> None:
    await tab.open(address(world, "/reports"))
    await tab.until(DRAWN)
    await tab.run(f"{EXPORT}.click()")

    async def exports() -> list[str]:
        with reading(world.engine) as connection:
            return list(connection.execute(select(looks.c.subject).where(looks.c.what == "export")).scalars())

    assert await until(exports, "an export that is recorded") == ["traffic-by-day.xlsx"]
    await tab.until(EXPORT)  # which says 导出 again


async def test_everybody_can_read_it(world: World, tab: Tab, chief: Person) -> None:
    for language in ("zh", "en"):
        await tab.open(address(world, f"/reports?lang={language}"))
        await tab.until(f"document.documentElement.lang.startsWith('{language}') && {DRAWN}")
        await assert_accessible(tab)
    await tab.run("void (document.documentElement.dataset.theme = 'dark')")
    await tab.call("Emulation.setEmulatedMedia", media="print")
    white = "getComputedStyle(document.querySelector('.reports .card')).backgroundColor"
    await tab.reads(white, "rgb(255, 255, 255)")  # paper is light
