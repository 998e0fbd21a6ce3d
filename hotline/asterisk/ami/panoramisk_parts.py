"""All that we override of panoramisk, in one place. Nothing else of it is used, and no other module imports it.

panoramisk gives the manager, the protocol, actions and messages, and our requests and their answers go through them.
No hotline can stand on the parts that are replaced (tried with 1.4; docs/decisions/0006):

- It keeps an unanswered action when the socket drops and sends it again, so a citizen would be dialled twice. Here it
  fails with AmiLost.
- It guesses from the words of an answer whether a list follows: QueueAdd never resolved, a list with an error hung.
  Here the caller says so (Request).
- It decodes each read by itself: a character split over two reads was lost. Here hotline.asterisk.ami.wire reads.
- A callback that raises costs the connection and the rest of the read. Here a bad frame is logged and counted.
- It starts a task for each event, so that events come unordered and without bound. Here each is a plain call.
- Its login, pings and reconnects have no backoff, no check of the pong, and retry a wrong password for ever. Here they
  are AmiConnection's.
- An action that timed out stays in its table for ever. Here it is removed.
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

_ANSWERS_LATER = frozenset({"OriginateResponse"})  # carries an ActionID, and comes after the action was answered


class Request(Action):  # type: ignore[misc]  # panoramisk has no types
    """An action that knows whether a list follows, instead of guessing it from the response."""

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
        self.booted: asyncio.Future[str] = loop.create_future()  # Asterisk has finished starting
        self.gone: asyncio.Future[str] = loop.create_future()  # why it ended

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        if self.gone.done():  # dropped before it stood
            self.transport.abort()

    def drop(self, reason: str) -> None:
        """End it now: pending actions fail, nothing is kept for later, no buffer is flushed first."""
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
        except Exception as error:  # it would cost the connection and the rest of what came with it
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
        request = self.responses.get(action_id)  # none: an item of a list that nobody waits for any more
        if request is not None and not request.future.done():
            request.add_item(event)

    def _take_answer(self, message: Any) -> None:
        if message is None:
            raise ValueError("neither an event nor a response")
        request = self.responses.get(message.id)
        if request is not None and not request.future.done():
            request.add_response(message)


class BareManager(Manager):  # type: ignore[misc]  # panoramisk has no types
    """panoramisk's manager without its own login, pings, reconnects and replays, which AmiConnection has."""

    protocol: Protocol | None

    def __init__(self, host: str, port: int, protocol_factory: Callable[[], Protocol]) -> None:
        def made() -> Protocol:  # kept from its first moment, so that an interrupted connect leaves no socket behind
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
        """Send a request once and wait; nothing of it is kept, whatever happens."""
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
