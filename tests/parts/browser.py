"""A real Chromium, driven over its own debugging protocol."""

import asyncio
import base64
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import aiohttp

from cti.tasks import end
from tests.parts.programs import program
from tests.parts.wait import until

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--remote-debugging-port=0",
    "about:blank",
)
START_S = 30.0
PATIENCE = aiohttp.ClientTimeout(total=30)


class Tab:
    """One page. `problems` are what it complained of: errors in scripts, refused resources, failed requests."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._answers: dict[int, asyncio.Future[Any]] = {}
        self._last = 0
        self.problems: list[str] = []

    async def listen(self) -> None:
        async for message in self._socket:
            said = message.json()
            if "id" in said:
                self._answers.pop(said["id"]).set_result(said)
            elif said["method"] == "Runtime.exceptionThrown":
                details = said["params"]["exceptionDetails"]
                self.problems.append(details.get("exception", {}).get("description", details["text"]))
            elif said["method"] == "Log.entryAdded" and said["params"]["entry"]["level"] == "error":
                entry = said["params"]["entry"]
                self.problems.append(f"{entry['text']} {entry.get('url', '')}")

    async def call(self, method: str, **params: Any) -> dict[str, Any]:
        self._last += 1
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._answers[self._last] = answer
        await self._socket.send_json({"id": self._last, "method": method, "params": params})
        said = await asyncio.wait_for(answer, 20)
        assert "error" not in said, said
        return dict(said["result"])

    async def open(self, address: str) -> None:
        await self.call("Page.navigate", url=address)

    async def run(self, script: str) -> Any:
        """The value of an expression, awaited when it is a promise."""
        result = await self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in result, result
        return result["result"].get("value")

    async def until(self, script: str, timeout_s: float = 10.0) -> None:
        """Returns when an expression is true; on a page that is just being left nothing is."""
        deadline = asyncio.get_running_loop().time() + timeout_s
        while True:
            try:
                if await self.run(f"Boolean({script})"):
                    return
            except AssertionError:
                pass  # the page is on its way
            if asyncio.get_running_loop().time() > deadline:
                seen = await self.run("location.pathname + ' ' + document.body.innerText")
                raise AssertionError(f"not within {timeout_s} s: {script}\non the page: {seen}\n{self.problems}")
            await asyncio.sleep(0.05)

    async def type_into(self, selector: str, value: str) -> None:
        """What a person does with a field."""
        await self.run(f"document.querySelector({selector!r}).focus(), document.querySelector({selector!r}).select?.()")
        await self.call("Input.insertText", text=value)

    async def click(self, selector: str) -> None:
        await self.run(f"document.querySelector({selector!r}).click()")

    async def size(self, width: int, height: int) -> None:
        await self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False
        )

    async def screenshot(self, path: Path) -> None:
        shot = await self.call("Page.captureScreenshot", format="png")
        await asyncio.to_thread(path.write_bytes, base64.b64decode(shot["data"]))


@contextmanager
def browser(folder: Path) -> Iterator[str]:
    """A browser whose profile lies in `folder`; gives the address of its debugging protocol."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    assert path is not None, "Chromium is missing: run ops/bootstrap.sh --tests"
    with program((path, *FLAGS, f"--user-data-dir={folder}"), folder.with_suffix(".log")):
        port_file = folder / "DevToolsActivePort"  # where it listens: it writes that into its profile

        def written() -> list[str]:
            return port_file.read_text().splitlines()[:2] if port_file.exists() else []

        until(lambda: len(written()) == 2, "a Chromium that listens", START_S)
        yield "ws://127.0.0.1:{}{}".format(*written())


@asynccontextmanager
async def new_tab(address: str) -> AsyncIterator[Tab]:
    """A tab that shares nothing with others of that browser, as if it were a browser of its own."""
    async with aiohttp.ClientSession(timeout=PATIENCE) as http, _talk(http, address) as whole:
        context = (await whole.call("Target.createBrowserContext"))["browserContextId"]
        target = await whole.call("Target.createTarget", url="about:blank", browserContextId=context)
        page = address.partition("/devtools/")[0] + f"/devtools/page/{target['targetId']}"
        async with _talk(http, page) as tab:
            for domain in ("Page", "Runtime", "Log"):
                await tab.call(f"{domain}.enable")
            yield tab
        await whole.call("Target.disposeBrowserContext", browserContextId=context)


@asynccontextmanager
async def _talk(http: aiohttp.ClientSession, address: str) -> AsyncIterator[Tab]:
    async with http.ws_connect(address, max_msg_size=0) as socket:
        tab = Tab(socket)
        listening = asyncio.create_task(tab.listen())
        yield tab
        await end([listening])
