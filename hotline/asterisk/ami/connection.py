"""The AMI connection: stays connected, keeps the order of events, and never sends an action twice.

The bytes are parsed in wire.py; panoramisk_parts.py has panoramisk's manager and protocol as we use them. The rules:

- An action is sent once. If the socket is lost, every pending one fails with AmiLost; a citizen is never dialled twice.
- Events are put on `inbox` in their order, between the Connected and the Lost of their connection. If the reader is
  too far behind, the connection is dropped, because a new snapshot is better than a missing event.
- A silent peer counts as gone, and is detected by pings.
"""

import asyncio
import logging
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from hotline.asterisk.ami.messages import (
    ActionFields,
    AmiError,
    AmiEvent,
    AmiLost,
    AmiRefused,
    AmiResponse,
    AmiTimeout,
    Connected,
    InboxItem,
    Lost,
)
from hotline.asterisk.ami.panoramisk_parts import BareManager, Protocol, Request

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Pace:
    """Timeouts of a connection. A silent peer is noticed within ping_every_s + pong_within_s."""

    connect_s: float = 5.0
    boot_s: float = 60.0  # from the login until Asterisk has finished starting
    ping_every_s: float = 0.5  # so that `silent_s` soon shows that Asterisk hangs
    pong_within_s: float = 4.0
    retry_first_s: float = 0.2
    retry_most_s: float = 1.0  # Asterisk is near: retries are cheap, and calls are waiting to be seen
    retry_refused_s: float = 10.0  # a wrong password does not correct itself
    inbox_limit: int = 20_000


DEFAULT_PACE = Pace()


class LoginRefused(AmiError):  # noqa: N818  # named as its kin
    """Asterisk refused our user name or secret."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


class AmiConnection:
    """One connection to one Asterisk.

    `run()` connects, logs in and stays until `close()`. `inbox` gets the events, with Connected and Lost in their
    places; with events=False only Connected and Lost.
    """

    def __init__(
        self,
        *,
        host: str,
        port: int,
        username: str,
        secret: str,
        events: bool,
        clock: Callable[[], datetime] = _utc_now,
        pace: Pace = DEFAULT_PACE,
    ) -> None:
        self.inbox: asyncio.Queue[InboxItem] = asyncio.Queue()
        self.overflows = 0  # connections dropped because the reader was too far behind
        self.unreadable = 0  # frames that could not be parsed
        self.problem = "not started"  # why there is no connection, for people; "" while connected
        self._username = username
        self._secret = secret
        self._events = events
        self._clock = clock
        self._pace = pace
        self._manager = BareManager(host, port, lambda: Protocol(self._receive, self._not_understood, clock))
        self._protocol: Protocol | None = None  # the one that is logged in
        self._closed = False
        self._life: asyncio.Task[None] | None = None

    @property
    def connected(self) -> bool:
        return self._protocol is not None and not self._protocol.gone.done()

    @property
    def silent_s(self) -> float:
        """How long nothing has been received, not even a pong; infinite without a connection."""
        if self._protocol is None or not self.connected:
            return float("inf")
        return asyncio.get_running_loop().time() - self._protocol.heard_at

    async def run(self) -> None:
        """Connect and stay connected; returns after close()."""
        if self._closed:
            return
        self._life = asyncio.create_task(self._live())
        try:
            await self._life
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task is not None and task.cancelling():  # run() itself was cancelled, not our inner task by close()
                raise

    async def close(self) -> None:
        """Disconnect for good, even during a connect or a wait; pending actions fail with AmiLost."""
        self._closed = True
        if self._life is not None:
            self._life.cancel()
            await asyncio.wait({self._life})

    async def send(self, action: ActionFields, *, timeout_s: float = 5.0) -> AmiResponse:
        """Send an action and wait for its response; raises AmiLost, AmiTimeout, AmiRefused, ValueError."""
        request = Request(action, as_list=False)
        response: AmiResponse = await self._ask(request, timeout_s)
        return response

    async def send_list(self, action: ActionFields, *, timeout_s: float = 10.0) -> list[AmiEvent]:
        """Send an action that is answered by a list, and return its items without the closing event; raises like
        `send`.
        """
        request = Request(action, as_list=True)
        items: list[AmiEvent] = await self._ask(request, timeout_s)
        return items

    async def _ask(self, request: Request, timeout_s: float) -> Any:
        if not self.connected:
            raise AmiLost(f"no connection to Asterisk: {self.problem}")
        return await self._manager.ask(request, timeout_s)

    async def _live(self) -> None:
        failures = 0
        while True:
            wait_s = self._jittered(failures)
            failures += 1
            try:
                await self._session()
            except LoginRefused as error:
                self._complain_of_login(error)
                wait_s = self._pace.retry_refused_s
            except (AmiError, OSError, TimeoutError) as error:
                self._complain(str(error) or "no answer")
            finally:
                if self._part():
                    failures = 0
            await asyncio.sleep(wait_s)
            await self._reader_caught_up()

    def _complain(self, reason: str) -> None:
        """Log why there is no connection; once, not at each retry."""
        if reason != self.problem:
            log.warning("no AMI connection to %s: %s", self._manager.address, reason)
        self.problem = reason

    def _complain_of_login(self, error: LoginRefused) -> None:
        log.error("Asterisk refuses the AMI login of %r (%s); is its secret the right one?", self._username, error)
        self.problem = f"login refused: {error}"

    def _jittered(self, failures: int) -> float:
        longest = min(self._pace.retry_most_s, self._pace.retry_first_s * 2.0 ** min(failures, 30))
        return longest * random.uniform(0.5, 1.0)

    async def _reader_caught_up(self) -> None:
        while self.inbox.qsize() > self._pace.inbox_limit // 2:  # noqa: ASYNC110  # a queue tells nobody that it shrinks
            await asyncio.sleep(self._pace.retry_first_s)

    async def _session(self) -> None:
        """One connection, from the socket to its loss, which is raised."""
        async with asyncio.timeout(self._pace.connect_s):
            protocol = await self._manager.open()
        await self._log_in(protocol)
        self._protocol = protocol
        self.problem = ""
        self.inbox.put_nowait(Connected(self._clock()))
        log.info("AMI connection to %s as %s", self._manager.address, str(self._username))
        while True:
            await asyncio.wait({protocol.gone}, timeout=self._pace.ping_every_s)
            if protocol.gone.done():
                raise AmiLost(protocol.gone.result())
            try:
                await self._manager.ask(Request({"Action": "Ping"}, as_list=False), self._pace.pong_within_s)
            except AmiTimeout:
                log.info("Asterisk at %s did not answer a ping in time", self._manager.address)

    async def _log_in(self, protocol: Protocol) -> None:
        login = {
            "Action": "Login",
            "Username": self._username,
            "Secret": self._secret,
            "Events": "on" if self._events else "off",
        }
        try:
            await self._manager.ask(Request(login, as_list=False), self._pace.connect_s)
        except AmiRefused as error:
            if "authentication" in str(error).lower():
                raise LoginRefused(str(error)) from None
            raise  # e.g. "Asterisk is shutting down": the next try may succeed
        if self._events:
            await self._fully_booted(protocol)

    async def _fully_booted(self, protocol: Protocol) -> None:
        """Wait for FullyBooted; before it Asterisk answers but modules may be missing. Without events it cannot be
        received.
        """
        await asyncio.wait(
            {protocol.booted, protocol.gone}, timeout=self._pace.boot_s, return_when=asyncio.FIRST_COMPLETED
        )
        if not protocol.booted.done() and not protocol.gone.done():
            raise AmiTimeout(f"no FullyBooted in {self._pace.boot_s:g} s; has {self._username!r} read = system?")

    def _part(self) -> bool:
        """Release the socket after the session; returns whether it had been connected."""
        was_connected, self._protocol = self._protocol is not None, None
        self._manager.drop("closed")
        if was_connected:
            self.problem = self.problem or "closed"
            self.inbox.put_nowait(Lost(self._clock(), self.problem))
        return was_connected

    def _receive(self, event: AmiEvent) -> None:
        if not self._events or not self.connected:
            return
        if self.inbox.qsize() >= self._pace.inbox_limit:
            self.overflows += 1
            self._manager.drop(f"the reader is {self.inbox.qsize()} events behind")
            return
        self.inbox.put_nowait(event)

    def _not_understood(self) -> None:
        self.unreadable += 1
