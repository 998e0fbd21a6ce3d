"""One socket: what it is owed waits in a short queue, and one task writes. Nobody ever waits for a client.

A client that falls behind is closed with 1013 (try again later) and comes back to the present. The wall needs no queue:
only the newest one is worth sending.
"""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

import orjson
from aiohttp import WSCloseCode, WSMsgType, web

from agent_api.stream import StreamEvent

QUEUE = 64  # events
WALL_EVERY_S = 0.25
SEND_S = 10.0  # a client whose network does not take a frame for so long is gone
CLOSE_S = 1.0

Frame = dict[str, Any]


class Client:
    """`render` makes an event's frame at the moment of sending, `wall` the whole wall as it is then (None: not asked
    for). `dropped` hears why a client was given up.
    """

    def __init__(
        self,
        socket: web.WebSocketResponse,
        transport: asyncio.WriteTransport,
        *,
        username: str,
        token_hash: str,
        render: Callable[[StreamEvent], Awaitable[Frame | None]] | None,
        wall: Callable[[], Frame] | None,
        dropped: Callable[[str], None],
    ) -> None:
        self.username = username
        self.token_hash = token_hash
        self._socket = socket
        self._transport = transport
        self._render = render
        self._wall = wall
        self._dropped = dropped
        self._events: deque[StreamEvent] = deque()
        self._first: deque[Frame] = deque()
        self._wall_waits = wall is not None
        self._wall_not_before = 0.0
        self._seq = 0
        self._wake = asyncio.Event()
        self._writer: asyncio.Task[None] | None = None
        self._ending: asyncio.Task[None] | None = None

    def start(self, *first: Frame) -> None:
        """Begin to write: these frames, the wall, then what comes."""
        self._first.extend(first)
        self._wake.set()
        self._writer = asyncio.create_task(self._write())

    def offer(self, event: StreamEvent) -> None:
        """Take an event to be sent, or give the client up. Never waits."""
        if self._render is None or self._ending is not None:
            return
        if len(self._events) >= QUEUE:
            self._give_up("queue")
            return
        self._events.append(event)
        self._wake.set()

    def wall_changed(self) -> None:
        if self._wall is not None:
            self._wall_waits = True
            self._wake.set()

    def close(self, code: int, reason: str) -> None:
        """End the connection soon; the first reason stands."""
        if self._ending is None:
            self._events.clear()
            self._ending = asyncio.create_task(self._end(code, reason))

    async def stop(self) -> None:
        """Give everything back, when the socket has ended."""
        if self._writer is not None:
            self._writer.cancel()
        await asyncio.gather(*(task for task in (self._writer, self._ending) if task), return_exceptions=True)
        if self._transport.get_write_buffer_size():
            self._transport.abort()

    def _give_up(self, why: str) -> None:
        self._dropped(why)
        self.close(WSCloseCode.TRY_AGAIN_LATER, "too slow")

    async def _write(self) -> None:
        try:
            while True:
                frame = await self._next()
                if frame is not None:
                    await self._send(frame)
        except TimeoutError:
            self._give_up("stalled")
        except ConnectionError:  # the reader of this socket hears it too, and ends it
            return

    async def _next(self) -> Frame | None:
        """The next frame; None when an event turned out to be nothing to tell."""
        while True:
            if self._first:
                return self._first.popleft()
            if self._events and self._render is not None:
                return await self._render(self._events.popleft())
            wait_s = self._wall_not_before - time.monotonic() if self._wall_waits else None
            if wait_s is not None and wait_s <= 0 and self._wall is not None:
                self._wall_waits, self._wall_not_before = False, time.monotonic() + WALL_EVERY_S
                return self._wall()
            await self._woken(wait_s)

    async def _woken(self, at_most_s: float | None) -> None:
        self._wake.clear()
        try:
            async with asyncio.timeout(at_most_s):
                await self._wake.wait()
        except TimeoutError:
            return

    async def _send(self, frame: Frame) -> None:
        self._seq += 1
        body = orjson.dumps(frame | {"seq": self._seq})
        async with asyncio.timeout(SEND_S):
            await self._socket.send_frame(body, WSMsgType.TEXT)

    async def _end(self, code: int, reason: str) -> None:
        if self._writer is not None:
            self._writer.cancel()
        try:
            async with asyncio.timeout(CLOSE_S):
                await self._socket.close(code=code, message=reason.encode())
        except (TimeoutError, ConnectionError):
            pass
        finally:
            self._transport.abort()  # a peer that reads nothing would keep a politely closed one for ever
