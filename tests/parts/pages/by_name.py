"""The hotline's pages in a browser, used by the names that people see."""

from tests.parts.browser import Tab
from tests.parts.hotline import Hotline


class Pages:
    """One person's browser."""

    def __init__(self, tab: Tab, hotline: Hotline) -> None:
        self.tab = tab
        self._root = f"http://127.0.0.1:{hotline.settings.http_port}"

    async def open(self, path: str) -> None:
        await self.tab.open(self._root + path)

    async def log_in(self, username: str, password: str) -> None:
        """To one's own page, or to the form for the first password."""
        await self.open("/login")
        await self.tab.until("document.querySelector('#login')")
        await self.tab.type_into("#username", username)
        await self.tab.type_into("#password", password)
        await self.tab.click("#login button")
        await self.tab.until("document.querySelector('#logout, #first-password')")

    async def choose_password(self, old: str, new: str) -> None:
        await self.tab.until("document.querySelector('#first-password')")
        for field, value in (("old", old), ("new", new), ("again", new)):
            await self.tab.type_into(f"#first-password #{field}", value)
        await self.tab.click("#first-password button[type=submit]")
        await self.tab.until("document.querySelector('#logout')")

    async def go(self, name: str) -> None:
        """To a page, by its name in the menu."""
        links = "[...document.querySelectorAll('nav.menu a')]"
        await self.tab.until(f"((one) => one && (one.click(), true))({links}.find((a) => a.innerText === {name!r}))")
        await self.tab.until(f"document.title.startsWith({name!r})")

    async def press(self, name: str, within: str = "body") -> None:
        named = f"(one.getAttribute('aria-label') || one.innerText.trim()) === {name!r} && !one.disabled"
        found = f"[...document.querySelectorAll('{within} button')].find((one) => {named} && one.checkVisibility())"
        await self.tab.until(f"((one) => one && (one.click(), true))({found})")

    async def fill(self, label: str, value: str, within: str = "dialog[open]") -> None:
        found = f"{_labelled(within, label)}?.querySelector('input, textarea')"
        await self.tab.type_where(found, value)

    async def tick(self, label: str, within: str = "dialog[open]") -> None:
        found = f"{_labelled(within, label)}?.querySelector('input[type=checkbox], input[type=radio]')"
        await self.tab.until(f"((one) => one && (one.click(), true))({found})")

    async def choose(self, selector: str, value: str) -> None:
        """An option of a select."""
        change = f"(one.value = {value!r}, one.dispatchEvent(new Event('change', {{bubbles: true}})))"
        await self.tab.until(f"((one) => one && {change})(document.querySelector({selector!r}))")

    async def says(self, selector: str, part: str) -> None:
        """Wait until that part of the page tells this."""
        await self.tab.tells(f"document.querySelector({selector!r})?.innerText.replace(/\\s+/g, ' ')", part)


def _labelled(within: str, label: str) -> str:
    """Labels hold hints and errors as well; their first line is their name."""
    labels = f"[...document.querySelectorAll('{within} label')]"
    return f"{labels}.find((one) => one.innerText.trim().split('\\n')[0] === {label!r})"
