"""The AMI connection: stays connected, keeps the order of events, and never sends anything twice.

panoramisk gives the manager, the protocol, actions and messages; this module alone touches its transport and its
dispatch, and replaces the parts on which no hotline can stand (docs/decisions/0006). The rules:

- An action is sent once. If the socket goes, every pending one fails with AmiLost; a citizen is never dialled twice.
- An event is put on `inbox` in the order in which it came, between the Connected and the Lost of its connection. When
  the reader is too far behind, the connection is dropped: a resync is honest, a silently missing event is not.
- A peer that says nothing is as good as gone, and found out by a ping.
"""

import asyncio
import logging
import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from panoramisk import Manager, Message
from panoramisk.actions import Action
from panoramisk.ami_protocol import AMIProtocol

from hotline.asterisk.ami.messages import (
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

log = logging.getLogger(__name__)

ActionFields = Mapping[str, str | Sequence[str]]

_BANNER = b"Asterisk Call Manager/"
_FRAME_END = b"\r\n\r\n"
_MAX_FRAME_BYTES = 1 << 20
_MAX_LINE_BYTES = 1000  # Asterisk refuses a message with a line of 1025
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_ANSWERS_LATER = frozenset({"OriginateResponse"})  # carries an ActionID, and comes after the action was answered


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How patient a connection is. A silent peer is noticed within ping_every_s + pong_within_s."""

    connect_s: float = 5.0
    boot_s: float = 60.0  # from the login until Asterisk has finished starting
    ping_every_s: float = 0.5  # so that `silent_s` tells within a moment that Asterisk hangs
    pong_within_s: float = 4.0
    retry_first_s: float = 0.2
    retry_most_s: float = 1.0  # Asterisk is near: it costs nothing to ask, and calls wait to be seen
    retry_refused_s: float = 10.0  # a wrong password does not mend itself
    inbox_limit: int = 20_000


DEFAULT_PACE = Pace()


class LoginRefused(AmiError):  # noqa: N818  # named as its kin
    """Asterisk does not know our name or secret."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


class AmiConnection:
    """One connection to one Asterisk.

    `run()` connects, logs in and stays until `close()`. `inbox` gives the events, with Connected and Lost in their
    places; a connection made with events=False puts only Connected and Lost there.
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
        self.unreadable = 0  # frames that could not be understood
        self.problem = "not started"  # why there is no connection, for people; "" while connected
        self._username = username
        self._secret = secret
        self._events = events
        self._clock = clock
        self._pace = pace
        self._manager = _Manager(host, port, lambda: _Protocol(self._receive, self._not_understood, clock))
        self._protocol: _Protocol | None = None  # the one that is logged in
        self._closed = False
        self._life: asyncio.Task[None] | None = None

    @property
    def connected(self) -> bool:
        return self._protocol is not None and not self._protocol.gone.done()

    @property
    def silent_s(self) -> float:
        """For how long nothing has come, not even an answer to a ping; without a connection it is for ever."""
        if self._protocol is None or not self.connected:
            return float("inf")
        return asyncio.get_running_loop().time() - self._protocol.heard_at

    async def run(self) -> None:
        """Connect and stay connected until close(); returns then."""
        if self._closed:
            return
        self._life = asyncio.create_task(self._live())
        try:
            await self._life
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task is not None and task.cancelling():  # somebody cancelled run() itself, not close() our inner task
                raise

    async def close(self) -> None:
        """Disconnect for good, also from the midst of a connect or a wait; pending actions fail with AmiLost."""
        self._closed = True
        if self._life is not None:
            self._life.cancel()
            await asyncio.wait({self._life})

    async def send(self, action: ActionFields, *, timeout_s: float = 5.0) -> AmiResponse:
        """Send an action and wait for its answer; raises AmiLost, AmiTimeout, AmiRefused, ValueError."""
        request = _Request(action, as_list=False)
        response: AmiResponse = await self._ask(request, timeout_s)
        return response

    async def send_list(self, action: ActionFields, *, timeout_s: float = 10.0) -> list[AmiEvent]:
        """Send an action that is answered by a list, and give its items without the closing event; raises as send."""
        request = _Request(action, as_list=True)
        items: list[AmiEvent] = await self._ask(request, timeout_s)
        return items

    async def _ask(self, request: "_Request", timeout_s: float) -> Any:
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
        """Say why there is no connection; once, not at each retry."""
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
        log.info("AMI connection to %s as %r", self._manager.address, self._username)
        while True:
            await asyncio.wait({protocol.gone}, timeout=self._pace.ping_every_s)
            if protocol.gone.done():
                raise AmiLost(protocol.gone.result())
            try:
                await self._manager.ask(_Request({"Action": "Ping"}, as_list=False), self._pace.pong_within_s)
            except AmiTimeout:
                log.info("Asterisk at %s did not answer a ping in time", self._manager.address)

    async def _log_in(self, protocol: "_Protocol") -> None:
        login = {
            "Action": "Login",
            "Username": self._username,
            "Secret": self._secret,
            "Events": "on" if self._events else "off",
        }
        try:
            await self._manager.ask(_Request(login, as_list=False), self._pace.connect_s)
        except AmiRefused as error:
            if "authentication" in str(error).lower():
                raise LoginRefused(str(error)) from None
            raise  # e.g. "Asterisk is shutting down": the next try may succeed
        if self._events:
            await self._fully_booted(protocol)

    async def _fully_booted(self, protocol: "_Protocol") -> None:
        """Before FullyBooted, Asterisk answers but its modules may be missing. Without events it cannot be heard."""
        await asyncio.wait(
            {protocol.booted, protocol.gone}, timeout=self._pace.boot_s, return_when=asyncio.FIRST_COMPLETED
        )
        if not protocol.booted.done() and not protocol.gone.done():
            raise AmiTimeout(f"no FullyBooted in {self._pace.boot_s:g} s; has {self._username!r} read = system?")

    def _part(self) -> bool:
        """Let the socket go, however the session ended; whether it had been a connection at all."""
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


def _checked(fields: ActionFields) -> dict[str, str | list[str]]:
    """The fields of an action; ValueError for what Asterisk would take for a line of its own, or not take at all."""
    checked: dict[str, str | list[str]] = {}
    for key, value in fields.items():
        values = [value] if isinstance(value, str) else list(value)
        for text in (key, *values):
            if _CONTROL.search(text):
                raise ValueError(f"AMI {key!r}: control characters are refused in {text!r}")
            if len(f"{key}: {text}".encode()) > _MAX_LINE_BYTES:
                raise ValueError(f"AMI {key!r}: longer than {_MAX_LINE_BYTES} bytes")
        checked[key] = value if isinstance(value, str) else values
    return checked


class _Request(Action):  # type: ignore[misc]  # panoramisk has no types
    """A panoramisk action whose end is known and not guessed from the words of the answer."""

    def __init__(self, fields: ActionFields, *, as_list: bool) -> None:
        super().__init__(_checked(fields), as_list=as_list)
        self.items_so_far: list[AmiEvent] = []

    def add_response(self, message: Any) -> None:
        if not message.success:
            self.future.set_exception(AmiRefused(message.message.strip() or message.response))
        elif not self.as_list:
            headers = {key: value for key, value in message.items() if isinstance(value, str)}
            self.future.set_result(AmiResponse(message.message.strip(), headers))

    def add_item(self, event: AmiEvent) -> None:
        match event.headers.get("EventList", "").lower():
            case "":
                self.items_so_far.append(event)
            case "complete":
                self.future.set_result(self.items_so_far)
            case other:
                self.future.set_exception(AmiRefused(f"list {other}"))


class _Protocol(AMIProtocol):  # type: ignore[misc]  # panoramisk has no types
    """panoramisk's protocol with its own reading and its own end.

    Frames are decoded whole, so that no character is lost between two reads. A frame that cannot be understood is
    counted and skipped. Events become AmiEvent at once: panoramisk's case-insensitive Message costs twice as
    much, and is kept for the answers to actions.
    """

    def __init__(
        self, receive: Callable[[AmiEvent], None], not_understood: Callable[[], None], clock: Callable[[], datetime]
    ) -> None:
        self._receive = receive
        self._not_understood = not_understood
        self._clock = clock
        self._unread = bytearray()
        self._greeted = False
        self.encoding = "utf-8"
        self.heard_at = 0.0  # the loop's time of the last byte
        loop = asyncio.get_running_loop()
        self.booted: asyncio.Future[str] = loop.create_future()  # Asterisk has finished starting
        self.gone: asyncio.Future[str] = loop.create_future()  # why it ended

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        if self.gone.done():  # dropped before it stood
            self.transport.abort()

    def drop(self, reason: str) -> None:
        """End it now: what is pending fails, nothing is kept for later, no buffer is flushed first."""
        if self.gone.done():
            return
        self.gone.set_result(reason)
        if not hasattr(self, "transport"):  # not connected yet; connection_made will see `gone`
            return
        self.closed = True
        self.transport.abort()  # close() would wait for a peer that no longer reads
        requests = list(self.responses.values())
        self.responses.clear()
        for request in requests:
            if not request.future.done():
                request.future.set_exception(AmiLost(f"connection lost: {reason}"))

    def connection_lost(self, exc: Exception | None) -> None:
        self.drop(str(exc) if exc else "Asterisk closed the connection")

    def close(self) -> None:
        self.drop("closed")

    def data_received(self, data: bytes) -> None:
        self.heard_at = asyncio.get_running_loop().time()
        unread = self._unread
        unread += data
        if not self._greeted and not self._read_banner():
            return
        end = unread.rfind(_FRAME_END, max(0, len(unread) - len(data) - len(_FRAME_END)))
        if end < 0:
            if len(unread) > _MAX_FRAME_BYTES:
                self.drop("a message without an end")
            return
        text = unread[:end].decode(errors="replace")
        del unread[: end + len(_FRAME_END)]
        for frame in text.split("\r\n\r\n"):
            if self.closed:
                return
            self._take(frame)

    def _read_banner(self) -> bool:
        line_end = self._unread.find(b"\r\n")
        head = bytes(self._unread[: len(_BANNER)])
        if not _BANNER.startswith(head) or (line_end < 0 and len(self._unread) > 100):
            self.drop("the other side is no Asterisk Manager Interface")
            return False
        if line_end < 0:
            return False
        self.version = self._unread[len(_BANNER) : line_end].decode(errors="replace")
        del self._unread[: line_end + 2]
        self._greeted = True
        return True

    def _take(self, frame: str) -> None:
        try:
            frame = frame.lstrip("\r\n")
            if frame.startswith("Event: "):
                self._take_event(parse_event(frame, self._clock))
            elif frame:
                self._take_response(Message.from_line(frame.strip()))
        except Exception:
            # An exception here would cost the connection and the rest of the chunk: one bad frame is not worth that.
            log.exception("an AMI message could not be understood")
            self._not_understood()

    def _take_event(self, event: AmiEvent) -> None:
        if event.name == "FullyBooted" and not self.booted.done():
            self.booted.set_result(event.headers.get("Status", ""))
        action_id = event.headers.get("ActionID")
        if action_id is None or event.name in _ANSWERS_LATER:
            self._receive(event)
            return
        request = self.responses.get(action_id)  # none: an item of a list that nobody waits for any more
        if request is not None and not request.future.done():
            request.add_item(event)

    def _take_response(self, message: Any) -> None:
        if message is None:
            raise ValueError("neither an event nor a response")
        request = self.responses.get(message.id)
        if request is not None and not request.future.done():
            request.add_response(message)


class _Manager(Manager):  # type: ignore[misc]  # panoramisk has no types
    """panoramisk's manager without its own login, pings, reconnects and replays: those are AmiConnection's."""

    protocol: _Protocol | None

    def __init__(self, host: str, port: int, protocol_factory: Callable[[], _Protocol]) -> None:
        def made() -> _Protocol:  # kept from its first moment, so that an interrupted connect leaves no socket behind
            self.protocol = protocol_factory()
            return self.protocol

        super().__init__(host=host, port=port, protocol_factory=made)
        self.address = f"{host}:{port}"

    def connection_made(self, future: "asyncio.Future[Any]") -> None:
        """Nothing: open() awaits the same future."""

    async def open(self) -> _Protocol:
        _, protocol = await self.connect()
        return protocol  # type: ignore[no-any-return]  # panoramisk has no types

    def drop(self, reason: str) -> None:
        if self.protocol is not None:
            self.protocol.drop(reason)

    async def ask(self, request: _Request, timeout_s: float) -> Any:
        """Send a request once and wait; whatever happens, nothing of it stays behind."""
        protocol = self.protocol
        if protocol is None or protocol.gone.done():
            raise AmiLost("connection lost")
        if request.id in protocol.responses:
            raise ValueError(f"ActionID {request.id!r} is already under way")
        asked_at = asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout(timeout_s):
                return await self.send_action(request, as_list=request.as_list)
        except TimeoutError:
            # Asterisk does one action after another, so an older one may be what it is busy with.
            oldest = next(iter(protocol.responses), request.id) == request.id
            if oldest and protocol.heard_at < asked_at:
                protocol.drop(f"silent for {timeout_s:g} s")
            raise AmiTimeout(f"{request['Action']} not answered within {timeout_s:g} s") from None
        finally:
            protocol.responses.pop(request.id, None)


def parse_event(frame: str, clock: Callable[[], datetime]) -> AmiEvent:
    """An event from its lines. Of a header that stands twice the first counts: it is Asterisk's own."""
    headers: dict[str, str] = {}
    for line in frame.split("\r\n"):
        key, separator, value = line.partition(": ")
        if separator and key not in headers:
            headers[key] = value
    stamp = headers.get("Timestamp")
    return AmiEvent(headers["Event"], headers, (_time_of(stamp) if stamp else None) or clock())


def _time_of(stamp: str) -> datetime | None:
    try:
        return datetime.fromtimestamp(float(stamp), UTC)
    except (ValueError, OverflowError):
        return None
