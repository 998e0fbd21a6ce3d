"""One socket: events wait in a short queue, and a single task writes them. Nothing else ever waits for a client.

A client that falls behind is closed with 1013 (try again later), and gets the current state when it reconnects. The
wall needs no queue, because only the newest one matters.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence

from aiohttp import WSCloseCode, WSMsgType, web

from agent_api.runtime.frame import Frame
from agent_api.runtime.latest import Latest
from agent_api.runtime.stream import StreamEvent

log = logging.getLogger(__name__)

QUEUE = 64  # events
SEND_S = 10.0  # a client whose network accepts no frame for so long is considered gone
CLOSE_S = 1.0
_ENDS = frozenset({WSMsgType.CLOSE, WSMsgType.CLOSING, WSMsgType.CLOSED})
_BROKEN_OFF = frozenset({WSCloseCode.TRY_AGAIN_LATER, WSCloseCode.INTERNAL_ERROR, WSCloseCode.GOING_AWAY})


class Client:
    """`render` makes an event's frame when it is sent; `latest` are the pictures, by
    topic, of which only the newest is sent.
    `dropped` is called with the reason when a client is given up."""

    def __init__(
        self,
        socket: web.WebSocketResponse,
        transport: asyncio.WriteTransport,
        *,
        username: str,
        token_hash: str,
        render: Callable[[StreamEvent], Awaitable[Frame | None]] | None,
        latest: Mapping[str, Latest],
        dropped: Callable[[str], None],
    ) -> None:
        self.username = username
        self.token_hash = token_hash
        self._socket = socket
        self._transport = transport
        self._render = render
        self._latest = latest
        self._dropped = dropped
        self._events: deque[StreamEvent] = deque()
        self._seq = 0
        self._wake = asyncio.Event()
        self._goodbye: tuple[int, str] | None = None
        # whether the peer announced the close, or we told it to close; otherwise the connection broke
        self.said_so = False
        self._to_be_closed = asyncio.Event()

    async def serve(self, first: Sequence[Frame]) -> None:
        """Write these frames, the wall, then events as they come, until the peer leaves or `close` is called."""
        work = [asyncio.create_task(part) for part in (self._read(), self._write(first), self._closed())]
        try:
            await asyncio.wait(work, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in work:
                task.cancel()
            results = await asyncio.gather(*work, return_exceptions=True)
            self._report(results)
            await self._say_goodbye()

    def offer(self, event: StreamEvent) -> None:
        """Queue an event, or give the client up if its queue is full. Never waits."""
        if self._render is None or self._goodbye is not None:
            return
        if len(self._events) >= QUEUE:
            self._give_up("queue")
            return
        self._events.append(event)
        self._wake.set()

    def changed(self, topic: str) -> None:
        """There is a newer state of this topic."""
        picture = self._latest.get(topic)
        if picture is not None:
            picture.changed()
            self._wake.set()

    def close(self, code: int, reason: str) -> None:
        """End the connection soon. The first reason given is the one that is sent."""
        if self._goodbye is None:
            self.said_so |= code not in _BROKEN_OFF
            self._goodbye = (code, reason)
            self._events.clear()
            self._to_be_closed.set()

    def _give_up(self, why: str) -> None:
        self._dropped(why)
        self.close(WSCloseCode.TRY_AGAIN_LATER, "too slow")

    async def _read(self) -> None:
        """Nothing is expected from a client; what it sends is read and ignored."""
        while True:
            message = await self._socket.receive()
            if message.type in _ENDS:
                self.said_so |= message.type is WSMsgType.CLOSE
                return

    async def _closed(self) -> None:
        await self._to_be_closed.wait()

    async def _write(self, first: Sequence[Frame]) -> None:
        try:
            for frame in first:
                await self._send_text(frame.text())
            while True:
                text = await self._next()
                if text is not None:
                    await self._send_text(text)
        except TimeoutError:
            self._give_up("stalled")
        except ConnectionError:
            return

    async def _next(self) -> bytes | None:
        """The text of the next frame; None if there is nothing to send for an event."""
        while True:
            if self._events and self._render is not None:
                frame = await self._render(self._events.popleft())
                return frame.text() if frame is not None else None
            due = {picture: in_s for picture in self._latest.values() if (in_s := picture.due_in_s()) is not None}
            first = min(due, key=lambda picture: due[picture], default=None)
            if first is not None and due[first] <= 0:
                return first.take()
            await self._woken(due[first] if first is not None else None)

    async def _woken(self, at_most_s: float | None) -> None:
        self._wake.clear()
        try:
            async with asyncio.timeout(at_most_s):
                await self._wake.wait()
        except TimeoutError:
            return

    async def _send_text(self, text: bytes) -> None:
        self._seq += 1
        body = b'{"seq":%d,%b' % (self._seq, text.removeprefix(b"{"))
        async with asyncio.timeout(SEND_S):
            await self._socket.send_frame(body, WSMsgType.TEXT)

    def _report(self, results: Sequence[object]) -> None:
        for error in results:
            if isinstance(error, Exception):
                log.error("a socket of %s failed", self.username, exc_info=error)
                self.close(WSCloseCode.INTERNAL_ERROR, "something went wrong here")

    async def _say_goodbye(self) -> None:
        """Close properly with a peer that answers; abort if it reads nothing, because it would keep its connection for
        ever."""
        code, reason = self._goodbye or (WSCloseCode.OK, "")
        try:
            async with asyncio.timeout(CLOSE_S):
                await self._socket.close(code=code, message=reason.encode())
        except (TimeoutError, ConnectionError):
            self._transport.abort()
        if self._transport.get_write_buffer_size():
            self._transport.abort()
