"""A dialplan under test: its journal, and the telephones of agents and citizens."""

import asyncio
import csv
import io
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from hotline.asterisk.journal.line import CEL_FIELDS
from tests.parts.asterisk import Asterisk
from tests.parts.sip.dialog import Dialog
from tests.parts.sip.phone import Phone

CONFIG = """
[[trunks]]
name = "carrier"
match = ["127.0.0.2/32"]
contact = "sip:127.0.0.2:{carrier}"
channels = 31
reserve_inbound = 30
[[trunks]]
name = "police"
match = ["127.0.0.3/32"]
contact = "sip:127.0.0.3:5070"
origin = "110"
[[queues]]
name = "hotline"
numbers = ["12345"]
greeting = ""
ring_s = 3
wrapup_s = 0
[[queues]]
name = "narrow"
numbers = ["12319"]
greeting = ""
max_waiting = 1
no_answer = "keep"
[[queues]]
name = "hasty"
numbers = ["12316"]
greeting = ""
max_wait_s = 1
"""
CITIZENS, POLICE, AGENTS, STRANGERS = "127.0.0.2", "127.0.0.3", "127.0.0.1", "127.0.0.9"
SECRET = "a secret of a phone"


class Journal:
    """The lines that CEL has written since this was created."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._start = path.stat().st_size if path.exists() else 0

    def rows(self) -> list[dict[str, str]]:
        text = self._path.read_bytes()[self._start :].decode(errors="replace") if self._path.exists() else ""
        lines = list(csv.reader(io.StringIO(text, newline="")))
        assert all(len(line) == len(CEL_FIELDS) for line in lines)
        return [dict(zip(CEL_FIELDS, line, strict=True)) for line in lines]

    def marks(self) -> list[str]:
        return [row["appdata"].removeprefix("hotline,") for row in self.rows() if row["event"] == "USER_DEFINED"]

    async def tells(self, *marks: str) -> None:
        """Wait until exactly these marks have been written, in this order; the journal may lag
        behind the telephones.
        """
        with suppress(TimeoutError):
            await until(lambda: self.marks() == list(marks), within_s=15)
        assert self.marks() == list(marks)

    def seconds(self, first: str, last: str) -> float:
        """From the last mark `first` to the last mark `last`, by Asterisk's clock."""
        at = {row["appdata"].removeprefix("hotline,"): float(row["time"]) for row in self.rows()}
        return at[last] - at[first]

    def seconds_since_start(self, mark: str) -> float:
        """From the first channel to the last such mark, by Asterisk's clock."""
        row = next(row for row in reversed(self.rows()) if row["appdata"].removeprefix("hotline,") == mark)
        return float(row["time"]) - float(self.rows()[0]["time"])

    async def until(self, event: str, times: int = 1) -> None:
        """Wait until so many lines of that event have been written."""
        await until(lambda: [row["event"] for row in self.rows()].count(event) >= times)


@asynccontextmanager
async def phone(asterisk: Asterisk, address: str, user: str = "13812345678") -> AsyncIterator[Phone]:
    opened = await Phone(user, (address, asterisk.settings.sip_port)).open(address)
    try:
        yield opened
    finally:
        for dialog in opened.dialogs.values():
            dialog.hang_up()
        opened.close()


@asynccontextmanager
async def agent(asterisk: Asterisk, *queues: str, extension: str = "1001") -> AsyncIterator[Phone]:
    """An agent whose phone is registered and who is a member of the queues."""
    async with phone(asterisk, AGENTS, extension) as opened:
        assert await opened.register(SECRET) == 200
        for queue in queues:
            asterisk.cli(f"queue add member PJSIP/{extension} to {queue}")
        try:
            yield opened
        finally:
            for queue in queues:
                asterisk.cli(f"queue remove member PJSIP/{extension} from {queue}")
            opened.silent = False
            await opened.register(SECRET, expires=0)


async def rung(agents_phone: Phone, within_s: float = 20) -> Dialog:
    """The next call to the phone."""
    return await asyncio.wait_for(agents_phone.incoming.get(), within_s)


async def until(condition: Callable[[], bool], within_s: float = 20) -> None:
    async with asyncio.timeout(within_s):
        while not condition():  # noqa: ASYNC110 - the condition depends on another process
            await asyncio.sleep(0.02)


async def authenticated(caller: Phone, call: Dialog) -> Dialog:
    """The call again, with the digest that Asterisk requested."""
    await call.until("ended")
    assert call.final == 401
    return caller.call_again(call, SECRET)


async def ask_to_be_rung(call: Dialog, journal: Journal, *, by_tones: bool = False) -> None:
    """Press 1, again each second until the dialplan has noticed: between two applications it does not listen."""
    async with asyncio.timeout(20):
        while "asked:" not in journal.marks():
            if by_tones:
                await call.press_as_tones("1")
            else:
                call.press(1)
            with suppress(TimeoutError):
                await until(lambda: "asked:" in journal.marks(), within_s=1)
