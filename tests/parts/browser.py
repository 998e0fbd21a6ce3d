"""A real Chromium, controlled over its debugging protocol."""

import asyncio
import base64
import json
import shutil
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import aiohttp

from hotline.runtime.tasks import end
from tests.parts.programs import program
from tests.parts.wait import until

# The first has no windows, and takes a fifth of the processor time for a tab. Debian's script of that name does not end
# with its browser, so the program itself is run.
PROGRAMS = ("/usr/lib/chromium/chromium-headless-shell", "chromium", "google-chrome")
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
# of the debugging protocol: the number of a key, and the text that it writes
_KEYS = {
    "Enter": (13, "\r"),
    "Space": (32, " "),
    "Escape": (27, ""),
    "Tab": (9, ""),
    "ArrowUp": (38, ""),
    "ArrowDown": (40, ""),
    "Slash": (191, "/"),
}
_MODIFIERS = {"Alt": 1, "Control": 2, "Shift": 8}
START_S = 60.0
_PAUSE_S = 0.05
DRAWN_S = 30.0  # a page on a busy machine
# As a key does, this sends the page a beforeinput and an input event that it takes for a user's.
_TYPE = """(one, text) => {
  one?.focus();
  if (!one || document.activeElement !== one) return false;
  one.select?.();
  return document.execCommand("insertText", false, text) && one.value === text;
}"""
PATIENCE = aiohttp.ClientTimeout(total=90)


class Tab:
    """One page; those of one `context` share their log-in. `problems` are errors in scripts, refused resources and
    failed requests."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, context: str = "") -> None:
        self._socket = socket
        self.context = context
        self._answers: dict[int, asyncio.Future[Any]] = {}
        self._last = 0
        self._documents: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)  # by loader id
        self.problems: list[str] = []

    async def listen(self) -> None:
        async for message in self._socket:
            said = message.json()
            if "id" in said:
                self._answers.pop(said["id"]).set_result(said)
            elif said["method"] == "Page.frameNavigated":
                self._documents[said["params"]["frame"]["loaderId"]].set()
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
        said = await asyncio.wait_for(answer, 60)
        assert "error" not in said, said
        return dict(said["result"])

    async def open(self, address: str) -> None:
        """Load a page; returns when the previous document is gone, so that later scripts run in the new one."""
        begun = await self.call("Page.navigate", url=address)
        assert "errorText" not in begun, begun
        await asyncio.wait_for(self._documents[begun["loaderId"]].wait(), DRAWN_S)

    async def run(self, script: str) -> Any:
        """The value of an expression; a promise is awaited."""
        result = await self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in result, result
        return result["result"].get("value")

    async def until(self, script: str, timeout_s: float = DRAWN_S) -> None:
        """Wait until an expression is true; it is not while a page is being left."""
        await self._look(f"Boolean({script})", lambda seen: seen is True, script, timeout_s)

    async def reads(self, script: str, expected: object) -> None:
        """Wait until an expression has this value."""
        await self._look(script, lambda seen: bool(seen == expected), f"{script}\nto be: {expected!r}")

    async def tells(self, script: str, part: str) -> None:
        """Wait until the text that an expression returns contains this."""
        await self._look(script, lambda seen: part in (seen or ""), f"{script}\nto tell: {part!r}")

    async def _look(self, script: str, fits: Callable[[Any], bool], wanted: str, timeout_s: float = DRAWN_S) -> None:
        deadline = asyncio.get_running_loop().time() + timeout_s
        while True:
            try:
                seen = await self.run(script)
            except AssertionError as error:  # the page is loading
                seen = error
            else:
                if fits(seen):
                    return
            if asyncio.get_running_loop().time() > deadline:
                page = await self.run("location.pathname + ' ' + document.body?.innerText")
                raise AssertionError(
                    f"not within {timeout_s} s: {wanted}\nseen last: {seen!r}\non the page: {page}\n{self.problems}"
                )
            await asyncio.sleep(_PAUSE_S)

    async def type_into(self, selector: str, value: str) -> None:
        """Fill in a field as a user does, as soon as it can be edited, in place of what it holds."""
        await self.type_where(f"document.querySelector({selector!r})", value)

    async def type_where(self, field: str, value: str) -> None:
        """Fill in the field that an expression finds, in one step: a page may move the focus at any moment."""
        await self.until(f"({_TYPE})({field}, {json.dumps(value)})")

    async def press(self, *keys: str) -> None:
        """Press keys as a user does, one after the other: names (Enter, ArrowDown), characters, or Alt+1."""
        for key in keys:
            modifiers, _, name = key.rpartition("+") if len(key) > 1 else ("", "", key)
            held = sum(_MODIFIERS[one] for one in modifiers.split("+") if one)
            number, text = _KEYS.get(name) or (ord(name.upper()), name)
            code = name if name in _KEYS else f"Digit{name}" if name.isdigit() else f"Key{name.upper()}"
            about = {"key": name, "code": code, "windowsVirtualKeyCode": number, "modifiers": held}
            typed = {"text": text} if text and not held & ~_MODIFIERS["Shift"] else {}
            await self.call("Input.dispatchKeyEvent", type="keyDown" if typed else "rawKeyDown", **about, **typed)
            await self.call("Input.dispatchKeyEvent", type="keyUp", **about)

    async def write(self, text: str) -> None:
        """Type into whatever has the keyboard."""
        await self.call("Input.insertText", text=text)

    async def click(self, selector: str) -> None:
        """Click a button as a user does, as soon as it is enabled."""
        can_be_pressed = "one && !one.matches(':disabled')"
        await self.until(f"((one) => {can_be_pressed} && (one.click(), true))(document.querySelector({selector!r}))")

    async def size(self, width: int, height: int) -> None:
        await self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False
        )

    async def screenshot(self, path: Path) -> None:
        shot = await self.call("Page.captureScreenshot", format="png")
        await asyncio.to_thread(path.write_bytes, base64.b64decode(shot["data"]))


@contextmanager
def browser(folder: Path) -> Iterator[str]:
    """A browser with its profile in `folder`; returns the address of its debugging protocol."""
    path = next(filter(None, map(shutil.which, PROGRAMS)), None)
    assert path is not None, "Chromium is missing: run ops/bootstrap.sh --tests"
    with program((path, *FLAGS, f"--user-data-dir={folder}"), folder.with_suffix(".log")):
        port_file = folder / "DevToolsActivePort"  # the browser writes its port to its profile

        def written() -> list[str]:
            return port_file.read_text().splitlines()[:2] if port_file.exists() else []

        until(lambda: len(written()) == 2, "a Chromium that listens", START_S)
        yield "ws://127.0.0.1:{}{}".format(*written())


@asynccontextmanager
async def new_tab(address: str, *, beside: Tab | None = None) -> AsyncIterator[Tab]:
    """A tab that shares nothing with others of that browser, like a separate browser; or one more tab of the same one,
    `beside` another, which outlives it."""
    async with aiohttp.ClientSession(timeout=PATIENCE) as http, _talk(http, address) as whole:
        created = {} if beside else await whole.call("Target.createBrowserContext")
        context = beside.context if beside else created["browserContextId"]
        target = await whole.call("Target.createTarget", url="about:blank", browserContextId=context)
        page = address.partition("/devtools/")[0] + f"/devtools/page/{target['targetId']}"
        async with _talk(http, page, context) as tab:
            for domain in ("Page", "Runtime", "Log"):
                await tab.call(f"{domain}.enable")
            yield tab
        if beside:
            await whole.call("Target.closeTarget", targetId=target["targetId"])
        else:
            await whole.call("Target.disposeBrowserContext", browserContextId=context)


@asynccontextmanager
async def _talk(http: aiohttp.ClientSession, address: str, context: str = "") -> AsyncIterator[Tab]:
    async with http.ws_connect(address, max_msg_size=0) as socket:
        tab = Tab(socket, context)
        listening = asyncio.create_task(tab.listen())
        yield tab
        await end([listening])
