"""Stories in which two people act in the same instant, told many times at once at the desks of one hotline."""

import asyncio
import json
import random
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from itertools import count

import aiohttp

from tests.parts import wait
from tests.parts.api import Document
from tests.parts.hotline import Hotline
from tests.parts.lines import SMALL
from tests.parts.people import PASSWORD, SIP_SECRET
from tests.parts.sip.dialog import Dialog
from tests.parts.sip.phone import Phone

DESKS = 6
TOLD = 12  # times
CONFIG = "".join(
    (
        SMALL,
        *(
            f'[[queues]]\nname = "line{desk}"\nnumbers = ["1230{desk}"]\ngreeting = ""\nwrapup_s = 0\n'
            f'[[directory]]\nkey = "water{desk}"\nname = "水务{desk}"\nnumbers = ["9630{desk}"]\ncode = "1{desk}"\n'
            for desk in range(DESKS)
        ),
        '[callback]\nmin_idle_s = "1d"\n',
    )
)
KEYS = "0123456789*#"
KEY_OF = {"blind": "*1", "consult": "*2", "three_way": "*3"}
OPEN = ("dialling", "talking")
WITHIN_S = 25.0
Act = Callable[[], object]


async def until(probe: Callable[[], object], what: str) -> None:
    """Until `probe`, or what it gives to be awaited, is true."""
    deadline = asyncio.get_running_loop().time() + WITHIN_S
    while True:
        found = probe()
        if isinstance(found, Awaitable):
            found = await found
        if found:
            return
        if asyncio.get_running_loop().time() > deadline:
            raise AssertionError(f"not within {WITHIN_S} s: {what}")
        await asyncio.sleep(0.02)


def talking(dialogs: list[Dialog]) -> list[Dialog]:
    return [dialog for dialog in dialogs if dialog.state == "answered"]


class Desk:
    """An agent, their softphone, and the line that they send citizens to."""

    def __init__(self, number: int, phone: Phone, session: aiohttp.ClientSession, token: str) -> None:
        self.number, self.phone = number, phone
        self.lines: list[Dialog] = []  # at the water company
        self.answers = False  # there, whatever rings
        self.target = f"water{number}"
        self._session, self._headers = session, {"Authorization": f"Bearer {token}"}

    @property
    def talks(self) -> list[Dialog]:
        return talking(list(self.phone.dialogs.values()))

    async def ask(self, method: str, path: str) -> Document:
        async with self._session.request(method, f"/api/v1{path}", headers=self._headers) as answer:
            return dict(await answer.json())

    async def post(self, path: str, body: Document | None = None) -> tuple[int, Document]:
        async with self._session.post(f"/api/v1{path}", json=body, headers=self._headers) as answer:
            return answer.status, dict(await answer.json())

    async def press(self, keys: str) -> None:
        for key in keys:
            for dialog in self.talks[:1]:
                dialog.press(KEYS.index(key))
            await asyncio.sleep(0.08)

    def hang_up(self) -> None:
        for dialog in self.talks:
            dialog.hang_up()


class Centre:
    """The hotline, with its agents at their desks and the carrier's telephones."""

    def __init__(self, hotline: Hotline, session: aiohttp.ClientSession) -> None:
        self.hotline, self.desks = hotline, list[Desk]()
        self.session = session
        self.carrier = Phone("carrier", hotline.sip, on_call=self._rings)

    def _rings(self, line: Dialog) -> None:
        assert line.invite is not None
        number = line.invite.start.split()[1].split("@")[0]
        desk = self.desks[int(number[-1])]
        desk.lines.append(line)
        if desk.answers:
            line.answer()

    async def seat(self, number: int) -> None:
        token = (await asyncio.to_thread(self.hotline.api.login, f"desk{number}", PASSWORD)).token
        phone = await Phone(f"300{number}", self.hotline.sip, on_call=Dialog.answer).open("127.0.0.1")
        assert await phone.register(SIP_SECRET, 3600) == 200
        self.desks.append(Desk(number, phone, self.session, token))

    async def seat_colleague(self, desk: Desk) -> Phone:
        """An agent beside this desk, to whom its citizens are sent."""
        phone = await Phone(f"310{desk.number}", self.hotline.sip, on_call=self._rings).open("127.0.0.1")
        assert await phone.register(SIP_SECRET, 3600) == 200
        desk.target = f"agent:mate{desk.number}"
        return phone

    async def channels(self, call: str) -> list[list[str]]:
        """The living channels of a call, as Asterisk's console lists them."""
        lines = await asyncio.to_thread(lambda: self.hotline.asterisk.channels)
        return [fields for line in lines if call in (fields := line.split("!"))]


_citizens = count(1)


class Talk:
    """A citizen who talks to an agent. Acts that fail have come too late; that is their right."""

    def __init__(self, centre: Centre, desk: Desk, number: str, citizen: Dialog, call: str) -> None:
        self.centre, self.desk, self.number, self.citizen, self.call = centre, desk, number, citizen, call
        self.transfer = ""

    @property
    def line(self) -> Dialog:
        return self.desk.lines[-1]

    async def now(self) -> Document:
        return await self.desk.ask("GET", f"/calls/{self.call}")

    async def send_away(self, mode: str, by: str) -> None:
        """To the water company, until its telephone rings."""
        rung = len(self.desk.lines)
        if by == "keys":
            await self.desk.press(f"{KEY_OF[mode]}1{self.desk.number}")
        else:
            await until(lambda: self._is_begun(mode), "the transfer begins")
        await until(lambda: len(self.desk.lines) > rung, "the line rings")

    async def _is_begun(self, mode: str) -> bool:
        """A colleague may be in wrap-up for a moment, for all that is known."""
        status, answer = await self.desk.post(
            f"/calls/{self.call}/transfers", {"target": self.desk.target, "mode": mode}
        )
        assert status == 201 or (status == 409 and self.desk.target.startswith("agent:")), answer
        self.transfer = answer.get("id", "")
        return status == 201

    async def reach(self, mode: str, by: str) -> None:
        """And it answers."""
        await self.send_away(mode, by)
        self.line.answer()
        await self.until_transfer("talking")

    async def until_transfer(self, *states: str) -> None:
        async def is_so() -> bool:
            told = (await self.now())["transfers"]
            self.transfer = told[-1]["id"] if told else ""
            return bool(told) and told[-1]["state"] in states

        await until(is_so, f"a transfer that is {states}")

    async def end(self, how: str) -> None:
        """`complete` or `cancel`."""
        await self.desk.post(f"/transfers/{self.transfer}/{how}")

    def line_answers(self) -> None:
        if self.line.state == "ringing":
            self.line.answer()

    def line_leaves(self) -> None:
        if self.line.state == "answered":
            self.line.hang_up()

    def citizen_leaves(self) -> None:
        self.citizen.hang_up()

    async def prove_together(self, *who: str) -> str:
        """One of these groups (see _there) is on the line, with each other, and the record says so."""
        seen: object = None

        async def is_well() -> bool:
            nonlocal seen
            channels, told = await self.centre.channels(self.call), await self.now()
            there = self._there()
            seen = there, told["state"], told["transfers"], channels
            return there in who and self._is_well(there, channels, told)

        try:
            await until(is_well, f"one of {who} is on the line together")
        except AssertionError as error:
            raise AssertionError(f"{error}: {json.dumps(seen, ensure_ascii=False)}") from None
        return self._there()

    def _there(self) -> str:
        """Who is on the line: c(itizen), a(gent), t(arget)."""
        lines = talking(self.desk.lines)
        return "c" * (self.citizen.state == "answered") + "a" * len(self.desk.talks) + "t" * len(lines)

    def _is_well(self, there: str, channels: list[list[str]], told: Document) -> bool:
        """Nobody else is left, in Asterisk neither, and a transfer is open just while three are there."""
        rings = [line for line in self.desk.lines if line.state == "ringing"]
        is_open = any(one["state"] in OPEN for one in told["transfers"])
        if there == "":
            return not channels and not rings and told["state"] == "ended" and not is_open
        if rings or len(channels) != len(there):
            return False
        bridges = Counter(fields[12] for fields in channels if fields[12])
        state: str = told["state"]
        return 1 not in bridges.values() and state in ("talking", "held") and is_open == (there == "cat")

    async def prove_over(self, last: Act) -> None:
        """When one more leaves everybody does; one call, one ticket, the agent free."""
        last()
        await until(lambda: self._there() == "", f"all telephones down, not {self._there()}")

        async def is_over() -> bool:
            return self._is_well("", await self.centre.channels(self.call), await self.now())

        await until(is_over, "the call is over")
        admin = self.centre.hotline.admin
        assert [one["id"] for one in await asyncio.to_thread(admin.all, "/calls", caller=self.number)] == [self.call]
        assert len(await asyncio.to_thread(admin.all, "/tickets", caller=self.number)) == 1
        await until(self._is_ready, "the agent is ready")

    async def _is_ready(self) -> bool:
        return bool((await self.desk.ask("GET", "/agents/me"))["state"] == "ready")


@asynccontextmanager
async def talk_at(centre: Centre, desk: Desk) -> AsyncIterator[Talk]:
    number = f"1390000{next(_citizens):04d}"
    telephone = await Phone(number, centre.hotline.sip).open("127.0.0.2")
    desk.lines.clear()
    desk.answers = False
    desk.phone.dialogs.clear()
    citizen = telephone.call(f"1230{desk.number}")
    try:
        await until(lambda: desk.talks, "the agent answers")
        call = await asyncio.to_thread(_talking_call, centre, number)
        yield Talk(centre, desk, number, citizen, call)
    finally:
        citizen.hang_up()
        desk.hang_up()
        for line in talking(desk.lines):
            line.hang_up()
        telephone.close()


def _talking_call(centre: Centre, number: str) -> str:
    found = wait.until(lambda: centre.hotline.admin.all("/calls", caller=number, state="talking"), "a call that talks")
    return str(found[0]["id"])


async def at_once(one: Act, other: Act) -> None:
    """Either first, by 0 to 80 ms."""
    first, second = random.sample((one, other), 2)
    await asyncio.gather(act(first, 0.0), act(second, random.choice((0.0, 0.005, 0.02, 0.08)) * random.random()))


async def act(act: Act, after_s: float) -> None:
    await asyncio.sleep(after_s)
    done = act()
    if isinstance(done, Awaitable):
        await done


async def tell(centre: Centre, story: Callable[[Talk], Awaitable[None]], *who: str) -> None:
    """TOLD times, at all desks at once; `who` may be on the line afterwards, "" when it is over."""
    left = iter(range(TOLD))

    async def at(desk: Desk) -> None:
        for _ in left:
            async with talk_at(centre, desk) as talk:
                await story(talk)
                there = await talk.prove_together(*who)
                acts = {"c": talk.citizen_leaves, "a": desk.hang_up, "t": talk.line_leaves}
                # of three who talk two go on when it is not the citizen who leaves
                await talk.prove_over(acts[random.choice(there) if len(there) == 2 else "c"])

    async with asyncio.TaskGroup() as group:
        for desk in centre.desks:
            group.create_task(at(desk))
