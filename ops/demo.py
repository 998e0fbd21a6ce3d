"""`python -m ops.demo`, behind `make demo`: the hotline with citizens calling and agents answering.

It uses the public API only: agents are users created over HTTP with softphones on 127.0.0.1, citizens call from the
first trunk's address, and the far ends of outgoing calls answer at its contact. Its data are in var/demo unless
HOTLINE_STATE_DIR says otherwise, so that they do not mix with a real hotline's; only the calls of the last month, for
lists and reports, are written into an empty database (ops.past). All numbers are invented.
"""

import asyncio
import os
import random
import secrets
import shutil
import sys
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from ipaddress import ip_network
from itertools import cycle
from urllib.parse import urlsplit

import aiohttp

from hotline.settings.environment import Settings, load_settings
from hotline.settings.error import SettingsError
from hotline.settings.trunks import Trunk
from ops.instance import Failed
from ops.past.calls import DAYS
from ops.past.rows import Agent
from ops.past.write import write_past
from ops.phones.agent import AgentPhones, Behaviour, Phones
from ops.phones.citizen import Citizens, Dialling, Fate
from ops.phones.ports import Ports
from ops.phones.sipp import Place, SippError
from ops.plan import page_url
from ops.run import run, say

AGENTS = 8
_FOLDER = "demo-phones"
_ROUND_S = 30  # citizens come in rounds of this length
_CALLS_A_ROUND = (8, 12, 18, 14, 6)  # from a quiet hour to a peak; at most 0.6 calls a second
_KNOWN_NUMBERS = 300  # few enough for some to call again and have a history
# Most citizens wait for an agent; some hang up in the greeting, some lose patience in the queue.
_FATES = {Fate(stays_s=120): 80, Fate(stays_s=2): 4, Fate(stays_s=12): 8, Fate(stays_s=25): 8}
_NAMES = ("王芳", "李娜", "张伟", "刘洋", "陈静", "赵磊", "孙丽", "周强")
_OTHERS = {"demochief": ("supervisor", "周班长"), "demoaudit": ("auditor", "吴审计")}
_CONFIG = "ops/demo.toml"  # several queues and utilities
_TEA_EVERY_S = 40
_TEA_S = 15


class NoTrunkError(Exception):
    """The settings have no trunk that the demo can use; the message says what is expected."""


@dataclass(frozen=True, kw_only=True)
class Colleague:
    """An agent of the demo, with what their telephone needs."""

    username: str
    extension: str
    token: str


class Face:
    """The HTTP API, as far as the demo uses it."""

    def __init__(self, session: aiohttp.ClientSession, base: str) -> None:
        self._session = session
        self._base = f"{base}/api/v1"

    async def ask(self, method: str, path: str, body: object, token: str = "") -> tuple[int, dict[str, str]]:
        """Status and JSON body of the response."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        async with self._session.request(method, self._base + path, json=body, headers=headers) as answer:
            return answer.status, await answer.json(content_type=None)

    async def login(self, username: str, password: str) -> str:
        """The user's bearer token."""
        status, answer = await self.ask("POST", "/login", {"username": username, "password": password})
        if status != 200:
            raise Failed(f"{username} could not log in: {answer}")
        return answer["token"]

    async def has_somebody(self, colleague: Colleague) -> bool:
        """Whether a person is logged in at that desk and decides the agent's state themselves."""
        _, answer = await self.ask("GET", "/agents/me", None, colleague.token)
        return bool(answer.get("desk"))

    async def wish(self, colleague: Colleague, state: str, reason: str = "") -> None:
        await self.ask("PUT", "/agents/me/state", {"state": state, "reason": reason}, colleague.token)


async def show(settings: Settings) -> None:
    """Run the demo on an open hotline, until cancelled."""
    ports = Ports.take()
    shutil.rmtree(settings.state_dir / _FOLDER, ignore_errors=True)
    try:
        async with AsyncExitStack() as stack:
            session = await stack.enter_async_context(aiohttp.ClientSession())
            face = Face(session, page_url(settings))
            password = secrets.token_hex(8)
            colleagues = await _hire(face, settings, ports, stack, password)
            await _remember(settings, colleagues)
            stack.enter_context(_far_end(settings, ports))
            say(f"  demo      {AGENTS} agents answer, citizens call; the wall is at {page_url(settings)}/")
            _tell_log_ins(colleagues, password)
            await asyncio.gather(_citizens_call(settings, ports), _agents_have_tea(face, colleagues))
    finally:
        ports.release()


async def _hire(face: Face, settings: Settings, ports: Ports, stack: AsyncExitStack, password: str) -> list[Colleague]:
    """Create the agents (or update those of an earlier demo) for all queues, register their softphones and make them
    ready.
    """
    admin = await face.login("admin", os.environ["HOTLINE_ADMIN_PASSWORD"])
    sip_secret = secrets.token_hex(12)
    queues = [queue.name for queue in settings.hotline.queues]
    colleagues = []
    for number, name in zip(range(AGENTS), _NAMES, strict=True):
        extension = str(8001 + number)
        username = f"demo{extension}"
        user: dict[str, object] = {"name": name, "role": "agent", "queues": queues}
        user |= {"extension": extension, "sip_secret": sip_secret}
        token = await _make(face, admin, username, password, user)
        colleagues.append(Colleague(username=username, extension=extension, token=token))
    for username, (role, name) in _OTHERS.items():
        await _make(face, admin, username, password, {"name": name, "role": role, "queues": []})
    habits = {c.extension: Behaviour(after_s=random.uniform(1, 4), talks_s=random.uniform(8, 25)) for c in colleagues}
    phones = AgentPhones(
        _place(settings, "127.0.0.1", ports),
        ("127.0.0.1", settings.sip_port),
        {colleague.extension: sip_secret for colleague in colleagues},
        behaviours=habits,
    )
    stack.callback(phones.stop)
    for colleague in colleagues:
        await face.wish(colleague, "ready")
    return colleagues


async def _make(face: Face, admin: str, username: str, password: str, user: dict[str, object]) -> str:
    """Create the user, or update the one of an earlier demo; returns their token. The password is changed as at a first
    log-in: else the pages would ask whoever sits down for another one.
    """
    given = secrets.token_hex(8)
    user = {**user, "password": given}
    status, answer = await face.ask("POST", "/agents", {"username": username, **user}, admin)
    if status == 409:
        status, answer = await face.ask("PATCH", f"/agents/{username}", user, admin)
    if status not in (200, 201):
        raise Failed(f"no user {username}: {answer}")
    token = await face.login(username, given)
    await face.ask("POST", "/agents/me/password", {"old": given, "new": password}, token)
    return token


async def _remember(settings: Settings, colleagues: list[Colleague]) -> None:
    """Give an empty database a month of past calls."""
    agents = [Agent(username=one.username, extension=one.extension) for one in colleagues]
    written = await asyncio.to_thread(write_past, settings, agents)
    if written:
        say(f"  demo      {written:,} invented calls of the last {DAYS} days are in lists and reports")


def _tell_log_ins(colleagues: list[Colleague], password: str) -> None:
    """A user of each role. The admin's password was told at the start, or is the one that was set."""
    first, last = colleagues[0].username, colleagues[-1].username
    say("  demo      log in as admin, or, all with the same password:")
    for username, (role, _) in _OTHERS.items():
        say(f"            {role}: {username}, password: {password}")
    say(f"            agent, at a desk of your own: {first} to {last}, password: {password}")
    say("            (each in a browser of its own, or in a private window)\n")


@contextmanager
def _far_end(settings: Settings, ports: Ports) -> Iterator[None]:
    """Answers outgoing calls, of callbacks and transfers. Without it these calls fail, which does the demo no harm."""
    contact = urlsplit(settings.hotline.trunks[0].contact.replace("sip:", "sip://"))
    place = _place(settings, contact.hostname or "127.0.0.2", ports)
    try:
        phones = Phones(place, Behaviour(after_s=3, talks_s=15), port=contact.port or 5060)
    except SippError:
        say("  demo      the trunk's contact is taken by another program: nobody answers our outgoing calls")
        yield
        return
    try:
        yield
    finally:
        phones.stop()


async def _citizens_call(settings: Settings, ports: Ports) -> None:
    """Start a round of calls after another; a citizen still on the line at the end of a round stays on the line."""
    place = _place(settings, citizens_address(settings.hotline.trunks[0]), ports)
    numbers = [number for queue in settings.hotline.queues for number in queue.numbers]
    rounds: list[Citizens] = []
    try:
        for calls in cycle(_CALLS_A_ROUND):
            diallings = [_somebody(numbers) for _ in range(calls)]
            rounds = [citizens for citizens in rounds if not citizens.have_ended]
            rounds.append(Citizens(place, ("127.0.0.1", settings.sip_port), diallings, rate=calls / _ROUND_S))
            await asyncio.sleep(_ROUND_S)
    finally:
        for citizens in rounds:
            citizens.stop()


async def _agents_have_tea(face: Face, colleagues: list[Colleague]) -> None:
    while True:
        await asyncio.sleep(_TEA_EVERY_S)
        colleague = random.choice(colleagues)
        if not await face.has_somebody(colleague):
            await face.wish(colleague, "paused", "喝茶")
        await asyncio.sleep(_TEA_S)
        for one in colleagues:  # including those whose visitor has left the desk since
            if not await face.has_somebody(one):
                await face.wish(one, "ready")


def _somebody(numbers: list[str]) -> Dialling:
    (fate,) = random.choices(list(_FATES), weights=list(_FATES.values()))
    caller = f"1380000{random.randrange(_KNOWN_NUMBERS):04d}"
    return Dialling(caller=caller, dials=random.choice(numbers), fate=fate)


def citizens_address(trunk: Trunk) -> str:
    """A loopback address from the trunk's `match`; raises NoTrunkError."""
    for network in map(ip_network, trunk.match):
        if network.is_loopback and network.version == 4 and str(network[0]) != "127.0.0.1":
            return str(network[0])
    raise NoTrunkError(
        f"[[trunks]] {trunk.name}: match: a demo expects a loopback address other than 127.0.0.1, such as 127.0.0.2/32"
    )


def _place(settings: Settings, address: str, ports: Ports) -> Place:
    return Place(address=address, ports=ports, folder=settings.state_dir / _FOLDER)


def main() -> int:
    os.environ.setdefault("HOTLINE_STATE_DIR", "var/demo")
    os.environ.setdefault("HOTLINE_CONFIG", _CONFIG)
    if not os.environ.get("HOTLINE_ADMIN_PASSWORD"):
        os.environ["HOTLINE_ADMIN_PASSWORD"] = secrets.token_urlsafe(9)
        say(f"  demo      user: admin, password: {os.environ['HOTLINE_ADMIN_PASSWORD']}")
    try:
        settings = load_settings()
        citizens_address(settings.hotline.trunks[0])
    except (SettingsError, NoTrunkError) as error:
        print(error, file=sys.stderr)
        return 2
    return run(settings, show)


if __name__ == "__main__":
    sys.exit(main())
