"""The telephone on the agent's page, in a real Chromium with a real call."""

import asyncio
from pathlib import Path

from ops.phones.agent import Phones
from tests.parts.browser import Tab, browser, new_tab
from tests.parts.people import People
from tests.parts.transfers.lines import AGENT, TARGET
from tests.parts.transfers.talk import Talk, hold_by_the_phone

REST_S = 0.7  # a click sooner after another is taken for the same one


class Page:
    """The agent's page, under somebody's hand."""

    def __init__(self, tab: Tab, talk: Talk) -> None:
        self._tab, self._talk = tab, talk

    async def open(self) -> None:
        await self._tab.size(1280, 1000)
        await self._tab.open(f"http://127.0.0.1:{self._talk.people.hotline.settings.http_port}/")
        await self._tab.until("document.querySelector('#login') && document.readyState === 'complete'")
        await self._tab.type_into("#username", self._talk.seat.username)
        await self._tab.type_into("#password", self._talk.seat.choose_password())
        await self._tab.click("#login button")
        await self._tab.until(can_be_pressed("#hold"))

    async def press(self, what: str, *, then: str) -> None:
        """Click, until something else can be pressed."""
        await asyncio.sleep(REST_S)
        await self._tab.until("!document.querySelector('#telephone').hasAttribute('aria-busy')")
        await self._tab.click(what)
        await self._tab.until(can_be_pressed(then), 15)

    async def shows(self, where: str, words: str) -> None:
        await self._tab.until(f"document.querySelector('{where}').textContent.includes('{words}')")


def can_be_pressed(what: str) -> str:
    found = f"document.querySelector('{what}')"
    return f"{found}?.checkVisibility() && !{found}.matches(':disabled')"


async def test_the_telephone_on_the_page_from_a_call_to_the_last_hang_up(
    people: People, lines: Phones, speech: str, tmp_path: Path
) -> None:
    talk = Talk(people, lines, speech)
    with browser(tmp_path / "profile") as chromium:
        async with new_tab(chromium) as tab:
            page = Page(tab, talk)
            await page.open()
            await page.press("#hold", then="#unhold")
            talk.hears()
            await page.press("#unhold", then="#hold")
            talk.hears(AGENT)
            hold_by_the_phone(talk, "hold")
            await tab.until("document.querySelector('#telephone-says').textContent.includes('请在话机上取回')")
            hold_by_the_phone(talk, "unhold")
            await tab.until(can_be_pressed("#hold"))
            await page.press("[data-key=water]", then="#complete")
            await page.press("#take-back", then="#hold")
            talk.hears(AGENT)
            await page.press("[value=three_way]", then="[data-key=water]")
            await page.press("[data-key=water]", then="#complete")
            talk.hears(AGENT, TARGET)
            await page.press("#take-back", then="#hold")
            await page.press("[value=blind]", then="#transfer-number")
            await tab.type_into("#transfer-number", "96301")
            await page.press("#transfer-form .row button", then="#hold")
            await page.shows("#telephone-says", "占线，市民已回到您的通话")
            await tab.until(can_be_pressed("#hold"), 15)
            talk.hears(AGENT)
            await page.press("[data-key=water]", then="#complete")
            await page.press("#complete", then="#dial-number")
            talk.hears(TARGET)
            talk.telephone.hang_up()
            await tab.type_into("#dial-number", "96302")
            await page.press("#dial-form button", then="#hang-up")
            await page.shows("#call", "对方振铃")
            await page.press("#hang-up", then="#dial-number")
            assert tab.problems == []
    assert [one["state"] for one in talk.prove_over()["transfers"]] == [
        *("cancelled", "cancelled", "returned", "completed"),
    ]
