"""aiohttp's server with what it lacks in front of strangers: a cap on connections, a time limit for the first request,
and our own form for errors that it finds before any route is asked.

The only module that knows aiohttp's insides.
"""

import asyncio
import logging
from typing import Any, cast

from aiohttp import web
from aiohttp.web_protocol import RequestHandler, _ErrInfo
from aiohttp.web_request import BaseRequest

from agent_api.http.connection_limits import ConnectionLimits, Use
from agent_api.protocol.problem import SECURITY_HEADERS, Problem, http_problem

log = logging.getLogger(__name__)

FIRST_REQUEST_S = 10.0  # from the connection to the end of the first request's headers
KEEP_ALIVE_S = 75.0  # a connection without a request
LINGER_S = 2.0  # for the rest of a body that nobody reads
BACKLOG = 512


class GuardedHandler(RequestHandler):
    """One connection."""

    def __init__(self, limits: ConnectionLimits, manager: web.Server, **options: Any) -> None:
        super().__init__(manager, **options)
        self._limits = limits
        self._admitted = False
        self._expendable = False
        self._first: asyncio.TimerHandle | None = None
        self.group = ""

    @property
    def use(self) -> Use:
        if self._request_count == 0:
            return Use.SILENT
        if not self._request_in_progress and not self._messages:
            return Use.IDLE
        return Use.EXPENDABLE if self._expendable else Use.BUSY

    def drop(self) -> None:
        transport = self.transport
        self.force_close()
        if transport is not None:
            transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        peer = transport.get_extra_info("peername")
        self._admitted = self._limits.admit(self, str(peer[0]) if isinstance(peer, tuple) else "")
        if not self._admitted:
            cast(asyncio.Transport, transport).abort()
            return
        super().connection_made(transport)
        self._first = asyncio.get_running_loop().call_later(FIRST_REQUEST_S, self._end_silence)

    def connection_lost(self, exc: BaseException | None) -> None:
        if self._first is not None:
            self._first.cancel()
        if self._admitted:
            self._admitted = False
            self._limits.release(self)
            super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """aiohttp's parser tells of a chunk that is none only after the request whose body it breaks, which would wait
        for the rest of it until its time is up."""
        super().data_received(data)
        found = self._messages[-1][0] if self._messages else None
        if isinstance(found, _ErrInfo):
            self._break_body(found.exc)

    def _break_body(self, error: BaseException) -> None:
        """Of the request before the error: whoever reads it is told at once. Its answer is the last one here."""
        request = self._current_request
        body = self._messages[-2][1] if len(self._messages) > 1 else request.content if request is not None else None
        if body is not None and not body.is_eof() and body.exception() is None:
            body.set_exception(error)
            body.feed_eof()
            self._messages.pop()
            self.close()

    def let_in(self) -> None:
        """Who asks has shown a valid token."""
        self._limits.mark_authenticated(self)

    def make_expendable(self) -> None:
        """The request under way is being refused."""
        self._expendable = True

    def _end_silence(self) -> None:
        if self._request_count == 0:
            self._limits.refused["silent"] += 1
            self.drop()

    def handle_error(
        self, request: BaseRequest, status: int = 500, exc: BaseException | None = None, message: str | None = None
    ) -> web.StreamResponse:
        """What is no HTTP, or breaks aiohttp's limits: without a line in the log for each, and without its words."""
        log.debug("a request was refused by the parser: %s", type(exc).__name__)
        if request.writer.output_size > 0:
            raise ConnectionError("an answer has begun already")
        known = 400 <= status < 500
        detail = "This is not HTTP as it is understood here." if known else "Something went wrong here."
        response = Problem(status, detail).response()
        response.force_close()
        return response

    async def finish_response(
        self, request: BaseRequest, resp: web.StreamResponse, start_time: float | None
    ) -> tuple[web.StreamResponse, bool]:
        """No answer leaves without the headers, wherever it was made."""
        if isinstance(resp, web.HTTPException):
            resp = http_problem(resp)
        if not resp.prepared:
            for name, value in SECURITY_HEADERS.items():
                resp.headers.setdefault(name, value)
        return await super().finish_response(request, resp, start_time)


class _GuardedServer(web.Server):
    def __init__(self, limits: ConnectionLimits, plain: web.Server) -> None:
        options = {**plain._kwargs, "keepalive_timeout": KEEP_ALIVE_S, "lingering_time": LINGER_S}
        super().__init__(plain.request_handler, request_factory=plain.request_factory, loop=plain._loop, **options)
        self._limits = limits

    def __call__(self) -> RequestHandler:
        return GuardedHandler(self._limits, self, loop=self._loop, **self._kwargs)


class GuardedRunner(web.AppRunner):
    """An AppRunner whose connections come through the limits."""

    __slots__ = ("_limits",)

    def __init__(self, app: web.Application, limits: ConnectionLimits, **options: Any) -> None:
        super().__init__(app, access_log=None, **options)
        self._limits = limits

    async def _make_server(self) -> web.Server:
        return _GuardedServer(self._limits, await super()._make_server())


def let_in(request: web.Request) -> None:
    """The connection of a request that has shown a valid token."""
    if isinstance(request.protocol, GuardedHandler):
        request.protocol.let_in()


def make_expendable(request: web.Request) -> None:
    """The connection of a request that is being refused: it goes first when there is no room."""
    if isinstance(request.protocol, GuardedHandler):
        request.protocol.make_expendable()
