"""The pages in a real browser, as agents and supervisors use them."""

import re

import pytest

from tests.parts.agent_api.browsing import address, log_in
from tests.parts.agent_api.world import World
from tests.parts.browser import Tab

pytestmark = pytest.mark.parametrize("migrated", ["sqlite"], indirect=True)  # a page does not see the database


async def test_a_wrong_password_is_said_in_the_readers_language(world: World, tab: Tab) -> None:
    world.add_person("anna")
    await log_in(world, tab, "anna", "wrong")
    await tab.until("document.querySelector('#error').textContent === '用户名或密码不正确'")
    await tab.open(address(world, "/login?lang=en"))
    await tab.until("document.documentElement.lang === 'en'")
    await tab.open(address(world, "/"))  # the choice stays
    await tab.until("document.querySelector('#login button')?.textContent === 'Log in'")


async def test_who_is_not_logged_in_is_led_to_the_door(world: World, tab: Tab) -> None:
    await tab.open(address(world, "/wall"))
    await tab.until("location.pathname === '/login' && document.querySelector('#login')")


async def test_logging_out_leads_to_the_door_and_the_token_is_gone(world: World, tab: Tab) -> None:
    world.add_person("anna", extension="1001")
    await log_in(world, tab, "anna")
    await tab.until("location.pathname === '/agent' && document.querySelector('#recent h2')")
    await tab.click("#logout")
    await tab.until("location.pathname === '/login' && localStorage.length === 0")


@pytest.mark.parametrize("path", ["/agent", "/wall", "/directory", "/account"])
async def test_a_page_without_a_log_in_leads_to_the_door_and_does_no_more(world: World, tab: Tab, path: str) -> None:
    await tab.open(address(world, path))
    await tab.until("location.pathname === '/login' && document.querySelector('#enter')?.disabled === false")
    assert tab.problems == []


@pytest.mark.parametrize(
    ("role", "path", "home"),
    [("auditor", "/agent", "/audit"), ("supervisor", "/agent", "/wall"), ("agent", "/directory", "/agent")],
)
async def test_a_page_for_others_leads_everybody_home(world: World, tab: Tab, role: str, path: str, home: str) -> None:
    world.add_person("anna", role)
    await log_in(world, tab, "anna")
    await tab.until(f"location.pathname === '{home}' && document.readyState === 'complete'")
    await tab.open(address(world, path))
    await tab.until(f"location.pathname === '{home}' && document.readyState === 'complete'")
    assert tab.problems == []


async def test_a_supervisor_with_a_telephone_works_at_a_desk_too(world: World, tab: Tab) -> None:
    world.add_person("chief", "supervisor", extension="1000")
    await log_in(world, tab, "chief")
    await tab.until("location.pathname === '/wall' && document.querySelector('.menu a[href=\"/agent\"]')")
    await tab.click(".menu a[href='/agent']")
    await tab.until("location.pathname === '/agent' && document.querySelector('#recent h2')")


async def test_every_address_has_our_icon(world: World, tab: Tab) -> None:
    reply = await world.nobody.ask("GET", "//favicon.ico")
    assert (reply.status, reply.headers["Content-Type"]) == (200, "image/svg+xml")
    assert "default-src 'none'" in reply.headers["Content-Security-Policy"]
    await tab.open(address(world, "/favicon.ico"))
    await tab.until("document.documentElement.localName === 'svg' && document.querySelector('path')")


async def test_the_docs_show_every_route(world: World, tab: Tab) -> None:
    await tab.open(address(world, "/docs"))
    await tab.until("document.querySelectorAll('.operation').length > 20")
    assert "[object" not in await tab.run("document.body.textContent")
    assert tab.problems == []


@pytest.mark.parametrize("path", ["/", "/agent", "/wall", "/docs"])
async def test_a_page_holds_no_script_of_its_own_and_loads_nothing_from_elsewhere(world: World, path: str) -> None:
    page = (await world.nobody.ask("GET", f"/{path}")).body.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=\"/static/)|\son\w+=|style=|https?://", page)


@pytest.mark.parametrize("path", ["/static/../app.py", "/static/%2e%2e/app.py", "/static/", "/static/no.js"])
async def test_nothing_but_what_is_meant_to_be_seen_is_given_out(world: World, path: str) -> None:
    assert (await world.nobody.ask("GET", f"/{path}")).status in (403, 404)
