"""Adds to aiohttp's server what it needs when open to strangers: limits on connections, a time limit for the first
request, and problem responses for errors that it finds before any route is called.

The only module that uses aiohttp's internals.
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

FIRST_REQUEST_S = 10.0  # from connecting until the first request's headers are complete
KEEP_ALIVE_S = 75.0  # for a connection without a request
LINGER_S = 2.0  # for the rest of a body that no handler reads
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
        """aiohttp's parser reports an invalid chunk only after the request whose body it breaks, and that request would
        wait for the rest until its time limit. So break the body at once."""
        super().data_received(data)
        found = self._messages[-1][0] if self._messages else None
        if isinstance(found, _ErrInfo):
            self._break_body(found.exc)

    def _break_body(self, error: BaseException) -> None:
        """Fail the body of the request before the error, so that its handler learns of it at once. The response is the
        last one on this connection."""
        request = self._current_request
        body = self._messages[-2][1] if len(self._messages) > 1 else request.content if request is not None else None
        if body is not None and not body.is_eof() and body.exception() is None:
            body.set_exception(error)
            body.feed_eof()
            self._messages.pop()
            self.close()

    def let_in(self) -> None:
        """The client has presented a valid token."""
        self._limits.mark_authenticated(self)

    def make_expendable(self) -> None:
        """The current request is being refused."""
        self._expendable = True

    def _end_silence(self) -> None:
        if self._request_count == 0:
            self._limits.refused["silent"] += 1
            self.drop()

    def handle_error(
        self, request: BaseRequest, status: int = 500, exc: BaseException | None = None, message: str | None = None
    ) -> web.StreamResponse:
        """Answer requests that are not HTTP or exceed aiohttp's limits, without a log line for each and without
        aiohttp's text."""
        log.debug("a request was refused by the parser: %s", type(exc).__name__)
        if request.writer.output_size > 0:
            raise ConnectionError("the response has already begun")
        known = 400 <= status < 500
        detail = "The request is not valid HTTP." if known else "Something went wrong here."
        response = Problem(status, detail).response()
        response.force_close()
        return response

    async def finish_response(
        self, request: BaseRequest, resp: web.StreamResponse, start_time: float | None
    ) -> tuple[web.StreamResponse, bool]:
        """Every response carries the security headers, wherever it was made."""
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
    """An AppRunner whose connections are limited."""

    __slots__ = ("_limits",)

    def __init__(self, app: web.Application, limits: ConnectionLimits, **options: Any) -> None:
        super().__init__(app, access_log=None, **options)
        self._limits = limits

    async def _make_server(self) -> web.Server:
        return _GuardedServer(self._limits, await super()._make_server())


def let_in(request: web.Request) -> None:
    """A request on this connection has presented a valid token."""
    if isinstance(request.protocol, GuardedHandler):
        request.protocol.let_in()


def make_expendable(request: web.Request) -> None:
    """The current request on this connection is being refused: at the limit, the connection is among the first to be
    replaced."""
    if isinstance(request.protocol, GuardedHandler):
        request.protocol.make_expendable()
