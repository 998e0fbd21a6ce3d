"""The page of one's own account, and the log-in with a one-time code."""

import pyotp
import pytest
import segno

from tests.parts.agent_api.browsing import address, log_in
from tests.parts.agent_api.world import PASSWORD, World
from tests.parts.browser import Tab

pytestmark = pytest.mark.parametrize("migrated", ["sqlite"], indirect=True)  # a page does not see the database

NEW = "six quiet lanterns"


async def change(tab: Tab, old: str, new: str, again: str) -> None:
    for field, value in (("#old", old), ("#new", new), ("#again", again)):
        await tab.type_into(field, value)
    await tab.click("#password button")


async def test_an_agent_changes_the_password_and_is_told_which_rule_it_breaks(world: World, tab: Tab) -> None:
    world.add_person("anna", extension="1001")
    await log_in(world, tab, "anna")
    await tab.until("document.querySelector('a[href=\"/account\"]') && document.querySelector('#name').textContent")
    await tab.open(address(world, "/account"))
    await tab.until("document.querySelector('#username')?.textContent === 'anna'")
    await change(tab, PASSWORD, "1234", "1234")
    await tab.reads("document.querySelector('#password-error').textContent", "新密码至少要有 12 个字符")
    await change(tab, PASSWORD, NEW, NEW + "x")
    await tab.reads("document.querySelector('#password-error').textContent", "两次输入的新密码不一致")
    await change(tab, PASSWORD, NEW, NEW)
    await tab.reads("document.querySelector('#password-says').textContent", "密码已修改")
    await tab.until("document.querySelector('#codes').hidden")
    await world.log_in("anna", NEW)


async def test_a_supervisor_sets_up_one_time_codes_and_logs_in_with_one(world: World, tab: Tab) -> None:
    chief = await world.person("chief", "supervisor")
    await log_in(world, tab, "chief")
    await tab.until("location.pathname === '/wall'")
    await tab.open(address(world, "/account?lang=en"))
    await tab.until("document.querySelector('#begin')?.hidden === false")
    await tab.type_into("#codes-password", PASSWORD)
    await tab.click("#begin button")
    await tab.until("document.querySelector('#confirm')?.checkVisibility()")
    secret = (await tab.run("document.querySelector('#secret').textContent")).replace(" ", "")
    totp = pyotp.TOTP(secret)
    await tab.until("document.querySelector('#qr').complete && document.querySelector('#qr').naturalWidth > 0")
    picture = await tab.run("document.querySelector('#qr').src")
    uri = totp.provisioning_uri(name="chief", issuer_name="12345 CTI")
    assert picture == segno.make(uri, error="m", micro=False).svg_data_uri(light="#fff", omitsize=True)
    await tab.type_into("#code", totp.now())
    await tab.click("#confirm button")
    await tab.tells("document.querySelector('#codes-say').textContent", "You log in with a one-time code")
    await tab.reads("document.querySelector('#qr')", None)  # the secret is shown once
    assert tab.problems == []
    await chief.ask("POST", "/logout")
    await tab.run("localStorage.clear()")
    await log_in(world, tab, "chief")
    await tab.tells("document.querySelector('#error').textContent", "6 digits")
    await tab.type_into("#code", "000000")
    await tab.click("#login button")
    await tab.tells("document.querySelector('#error').textContent", "wrong or used up")
