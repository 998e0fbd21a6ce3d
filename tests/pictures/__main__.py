"""`make pictures` (`python -m tests.pictures [NAME…]`) takes README.md's pictures: `make demo` in a real Chromium.

The files are WebP, a fifth of PNG's size, in docs/pictures. A page that does not exist yet is reported and left out.
"""

import asyncio
import base64
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ops.phones.ports import Ports
from tests.parts.browser import Tab, browser, new_tab
from tests.parts.demo import Demo, running_demo

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
QUALITY = 82
RINGS_S = 180.0
STILL_S = 1.5  # charts and the first figures are drawn by then


@dataclass(frozen=True, kw_only=True)
class Picture:
    """`is_ready` is a script that is true when the page shows what the picture is for; `by_agent`: not by the admin."""

    name: str
    path: str
    size: tuple[int, int]
    by_agent: bool = False
    rings: bool = False
    is_ready: str = "true"


PICTURES = (
    Picture(name="desk", path="/agent", size=(1366, 768), by_agent=True, rings=True),
    Picture(name="room", path="/room", size=(1366, 768)),
    Picture(name="wall", path="/wall", size=(1920, 1080)),
    Picture(name="report", path="/reports", size=(1366, 900), is_ready="document.querySelector('canvas')"),
)


def main(names: Sequence[str]) -> int:
    wanted = [picture for picture in PICTURES if not names or picture.name in names]
    FOLDER.mkdir(exist_ok=True)
    ports = Ports.take()
    try:
        with tempfile.TemporaryDirectory(prefix="hotline-pictures-") as name:
            folder = Path(name)
            folder.chmod(0o755)
            with running_demo(folder / "demo", ports) as demo, browser(folder / "profile") as chromium:
                return asyncio.run(_take(demo, chromium, wanted))
    finally:
        ports.release()


async def _take(demo: Demo, chromium: str, pictures: Sequence[Picture]) -> int:
    missing = 0
    for picture in pictures:
        async with new_tab(chromium) as tab:
            await tab.size(*picture.size)
            await _log_in(tab, demo, picture)
            if not await _open(tab, demo, picture):
                print(f"{picture.name}: there is no page {picture.path} yet", flush=True)
                missing += 1
                continue
            if picture.rings:
                await _until_it_rings(tab, demo)
            file = FOLDER / f"{picture.name}.webp"
            shot = await tab.call("Page.captureScreenshot", format="webp", quality=QUALITY)
            file.write_bytes(base64.b64decode(shot["data"]))
            print(f"{file.name}: {file.stat().st_size // 1024} KB", flush=True)
    return 1 if missing else 0


async def _log_in(tab: Tab, demo: Demo, picture: Picture) -> None:
    username, password = demo.agent if picture.by_agent else ("admin", demo.admin_password)
    await tab.open(f"{demo.url}/login?lang=zh")
    await tab.type_into("#username", username)
    await tab.type_into("#password", password)
    await tab.click("#login button")
    await tab.until("location.pathname !== '/login' && document.readyState === 'complete'")


async def _open(tab: Tab, demo: Demo, picture: Picture) -> bool:
    """Whether there is such a page: the application leads home from an address that it does not know."""
    await tab.open(demo.url + picture.path)
    await tab.until("document.readyState === 'complete'")
    await asyncio.sleep(STILL_S)
    if await tab.run("location.pathname") != picture.path:
        return False
    await tab.until(picture.is_ready, 60)
    await asyncio.sleep(STILL_S)
    return True


async def _until_it_rings(tab: Tab, demo: Demo) -> None:
    """Until the desk shows the number of the citizen who rings it."""
    api = demo.api.login(*demo.agent)
    async with asyncio.timeout(RINGS_S):
        while True:
            me = await asyncio.to_thread(api.get, "/agents/me")
            if me["state"] == "ringing" and me["call"]:
                call = await asyncio.to_thread(api.get, f"/calls/{me['call']}")
                shown = f"document.body.innerText.replace(/\\s/g, '').includes({call['caller']!r})"
                if await tab.run(shown):
                    return
            await asyncio.sleep(0.1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
