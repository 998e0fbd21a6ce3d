"""Everything that we override in panoramisk. No other module imports panoramisk.

panoramisk provides the manager, the protocol, actions and messages, through which our requests and their responses go.
The following parts are replaced, because a hotline cannot rely on them (tried with 1.4; docs/decisions/0006):

- An action without a response when the connection is lost is kept and sent again, so that a citizen would be dialled
  twice. Here it fails with AmiLost.
- Whether a list follows a response is guessed from its text: QueueAdd never resolved, and a list that failed hung. Here
  the caller says so (Request).
- Each read is decoded on its own, so that a character split over two reads is lost. Here hotline.asterisk.ami.wire
  decodes whole frames.
- An exception in a callback closes the connection and drops the rest of the read. Here a bad frame is logged and
  counted.
- Each event starts a task, so that events arrive unordered and without limit. Here each is a plain call.
- Login, pings and reconnects have no backoff, do not check the pong, and retry a wrong password for ever. Here
  AmiConnection does them.
- An action that timed out stays in the table for ever. Here it is removed.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from panoramisk import Manager, Message
from panoramisk.actions import Action
from panoramisk.ami_protocol import AMIProtocol

from hotline.asterisk.ami.messages import (
    ActionFields,
    AmiEvent,
    AmiLost,
    AmiRefused,
    AmiResponse,
    AmiTimeout,
)
from hotline.asterisk.ami.wire import Answer, Unreadable, Wire, WireError, checked

log = logging.getLogger(__name__)

_ANSWERS_LATER = frozenset({"OriginateResponse"})  # carries an ActionID, but comes after the action's response


class Request(Action):  # type: ignore[misc]  # panoramisk has no types
    """An action that states whether a list follows, instead of guessing it from the response."""

    def __init__(self, fields: ActionFields, *, as_list: bool) -> None:
        super().__init__(checked(fields), as_list=as_list)
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


class Protocol(AMIProtocol):  # type: ignore[misc]  # panoramisk has no types
    """One connection. `receive` is called with each event that belongs to no action; `not_understood` for each bad
    frame.

    Events become AmiEvent at once: panoramisk's case-insensitive Message costs twice as much, and is only used for
    responses.
    """

    def __init__(
        self, receive: Callable[[AmiEvent], None], not_understood: Callable[[], None], clock: Callable[[], datetime]
    ) -> None:
        self._receive = receive
        self._not_understood = not_understood
        self.wire = Wire(clock)
        self.encoding = "utf-8"
        self.heard_at = 0.0  # the loop's time of the last byte
        loop = asyncio.get_running_loop()
        self.booted: asyncio.Future[str] = loop.create_future()  # set when Asterisk has finished starting
        self.gone: asyncio.Future[str] = loop.create_future()  # set to the reason when the connection has ended

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        if self.gone.done():  # dropped before it was established
            self.transport.abort()

    def drop(self, reason: str) -> None:
        """End the connection now: pending actions fail, nothing is kept for later, and no buffer is flushed first."""
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
        try:
            for item in self.wire.receive(data):
                if self.closed:
                    return
                self._take(item)
        except WireError as error:
            self.drop(str(error))

    def _take(self, item: AmiEvent | Answer | Unreadable) -> None:
        if isinstance(item, Unreadable):
            self._skip(item.error)
            return
        try:
            if isinstance(item, AmiEvent):
                self._take_event(item)
            else:
                self._take_answer(Message.from_line(item.text))
        except Exception as error:  # otherwise it would close the connection and lose the rest of the read
            self._skip(error)

    def _skip(self, error: Exception) -> None:
        log.error("an AMI message could not be understood", exc_info=error)
        self._not_understood()

    def _take_event(self, event: AmiEvent) -> None:
        if event.name == "FullyBooted" and not self.booted.done():
            self.booted.set_result(event.headers.get("Status", ""))
        action_id = event.headers.get("ActionID")
        if action_id is None or event.name in _ANSWERS_LATER:
            self._receive(event)
            return
        request = self.responses.get(action_id)  # None: an item of a list that nobody waits for any more
        if request is not None and not request.future.done():
            request.add_item(event)

    def _take_answer(self, message: Any) -> None:
        if message is None:
            raise ValueError("neither an event nor a response")
        request = self.responses.get(message.id)
        if request is not None and not request.future.done():
            request.add_response(message)


class BareManager(Manager):  # type: ignore[misc]  # panoramisk has no types
    """panoramisk's manager without its login, pings, reconnects and replays, which AmiConnection does."""

    protocol: Protocol | None

    def __init__(self, host: str, port: int, protocol_factory: Callable[[], Protocol]) -> None:
        def made() -> Protocol:  # kept from its creation, so that an interrupted connect leaves no socket behind
            self.protocol = protocol_factory()
            return self.protocol

        super().__init__(host=host, port=port, protocol_factory=made)
        self.address = f"{host}:{port}"

    def connection_made(self, future: "asyncio.Future[Any]") -> None:
        """Nothing: open() awaits the same future."""

    async def open(self) -> Protocol:
        _, protocol = await self.connect()
        return protocol  # type: ignore[no-any-return]  # panoramisk has no types

    def drop(self, reason: str) -> None:
        if self.protocol is not None:
            self.protocol.drop(reason)

    async def ask(self, request: Request, timeout_s: float) -> Any:
        """Send a request once and wait for its response; afterwards nothing of it is kept."""
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
            # Asterisk runs one action after another, so it may be busy with an older one.
            oldest = next(iter(protocol.responses), request.id) == request.id
            if oldest and protocol.heard_at < asked_at:
                protocol.drop(f"silent for {timeout_s:g} s")
            raise AmiTimeout(f"{request['Action']} not answered within {timeout_s:g} s") from None
        finally:
            protocol.responses.pop(request.id, None)
