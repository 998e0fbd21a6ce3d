"""Calls a route's handler for a request of aiohttp: authenticates, checks the role, validates query and body, and makes
the response.

Only this module does so, for every route, so that no route can forget a check.
"""

import asyncio
import hashlib
import logging
import secrets
import time
from collections.abc import Awaitable, Callable, Collection
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

import orjson
from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from pydantic import ValidationError
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from agent_api.http.command_problems import problem_of
from agent_api.http.guard import let_in
from agent_api.http.route import Answered, Ask, Route
from agent_api.http.services import Services
from agent_api.protocol.expected import expected
from agent_api.protocol.fields import Answer, Body, CitizenQuery, Query
from agent_api.protocol.problem import SECURITY_HEADERS, Problem, http_problem
from hotline.commands.errors import CommandError
from hotline.domain.agents.agent import Agent
from hotline.runtime.database import SearchTooLongError, TooManySearchesError
from hotline.store.agents import codes, sessions

log = logging.getLogger(__name__)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

BODY_S = 20.0  # time for a body to arrive
METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"})
_NO_STORE = {"Cache-Control": "no-store"}


def token_hash(token: str) -> str:
    """The form in which a token is stored."""
    return hashlib.sha256(token.encode()).hexdigest()


def load_signed_in(
    connection: Connection, hashed: str, used_since: datetime, codes_for: Collection[str]
) -> tuple[Agent | None, bool]:
    """The user who holds a token, as they are now; and whether they lack one-time codes that their role must have."""
    agent = sessions.holder_of(connection, hashed, datetime.now(UTC), used_since)
    if agent is None or agent.disabled:
        return None, False
    if agent.role.value not in codes_for:
        return agent, False
    secret = codes.of(connection, agent.username)
    return agent, secret is None or not secret.confirmed


async def signed_in_by(services: Services, hashed: str) -> tuple[Agent | None, bool]:
    """The same; also records that the token was used."""
    used_since = services.activity.used_since(datetime.now(UTC))
    codes_for = services.settings.hotline.login.codes_for
    agent, lacks_codes = await services.database.glance(load_signed_in, hashed, used_since, codes_for)
    if agent is not None:
        services.activity.used(hashed)
    return agent, lacks_codes


def _is_ours(record: logging.LogRecord) -> bool:
    """Whether a line of aiohttp's log concerns us. A body that cannot be decoded was answered with 400, and clients
    that send one without logging in must not fill the log with tracebacks."""
    return not (record.exc_info and isinstance(record.exc_info[1], web.RequestPayloadError | HttpProcessingError))


logging.getLogger("aiohttp.server").addFilter(_is_ours)


def handler_of(route: Route, services: Services) -> Handler:
    """The aiohttp handler that serves a route."""

    async def handle(request: web.Request) -> web.StreamResponse:
        hashed = token_hash(_bearer(request)) if route.roles is not None else ""
        signed_in = await _admit(route, hashed, services) if hashed else None
        if signed_in is not None:
            let_in(request)
        query = _query(route.query, request, services)
        ask = Ask(
            services=services,
            request=request,
            signed_in=signed_in,
            token_hash=hashed,
            query=query,
            body=await _body(route, request, services),
            reason=_reason(request, query),
        )
        return _response(route, await route.handler(ask))

    return handle


async def _admit(route: Route, hashed: str, services: Services) -> Agent:
    signed_in, lacks_codes = await signed_in_by(services, hashed)
    if signed_in is None or route.roles is None:
        raise _unauthorised("The token is invalid or has expired. Log in again.")
    if signed_in.role not in route.roles:
        allowed = ", ".join(sorted(role.value for role in route.roles))
        raise Problem(403, f"This is for {allowed} only. Your role is {signed_in.role.value}.")
    if lacks_codes and not route.before_codes:
        raise Problem(403, "Your role logs in with one-time codes. Set them up first: POST /api/v1/agents/me/totp.")
    return signed_in


def middleware_of(services: Services) -> Any:
    """Wraps every request: gives it an id, measures its time, and turns errors into problems that reveal nothing
    internal."""

    @web.middleware
    async def around(request: web.Request, handler: Handler) -> web.StreamResponse:
        request_id, began = secrets.token_hex(8), time.monotonic()
        try:
            response = await handler(request)
        except Problem as problem:
            response = problem.response()
        except CommandError as error:
            response = problem_of(error).response()
        except web.HTTPException as error:
            response = http_problem(error)
        except IntegrityError:
            response = Problem(409, "Somebody else changed this at the same time. Reload and try again.").response()
        except (SearchTooLongError, TooManySearchesError) as error:
            response = _refused_search(error).response()
        except SQLAlchemyError as error:
            log.warning("request %s: SQL does not answer: %s", request_id, type(error).__name__)
            response = Problem(503, f"The database does not answer. Request {request_id}.").response()
        except Exception:
            log.exception("request %s: %s failed", request_id, _template(request))
            response = Problem(500, f"Something went wrong here. Request {request_id}.").response()
        if not response.prepared:
            response.headers["X-Request-Id"] = request_id
            response.headers.update(SECURITY_HEADERS)
            response.headers.setdefault("Cache-Control", "no-cache")
        method = request.method if request.method in METHODS else "other"
        services.metrics.request(method, _template(request), response.status, time.monotonic() - began)
        return response

    return around


def _refused_search(error: SearchTooLongError | TooManySearchesError) -> Problem:
    again = {"Retry-After": "2"} if isinstance(error, TooManySearchesError) else {}
    return Problem(503, str(error), headers=again)


def _bearer(request: web.Request) -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise _unauthorised("Log in first: the header Authorization: Bearer … is missing.")
    try:
        token.encode()
    except UnicodeEncodeError:
        raise _unauthorised("The token is malformed.") from None
    return token.strip()


def _unauthorised(detail: str) -> Problem:
    return Problem(401, detail, headers={"WWW-Authenticate": "Bearer"})


def _query(model: type[Query], request: web.Request, services: Services) -> Query:
    sent = request.query
    doubles = sorted(name for name in set(sent) if len(sent.getall(name)) > 1)
    if doubles:
        errors = [{"field": name, "expected": "one value"} for name in doubles]
        raise Problem(400, f"{doubles[0]}: expected one value.", errors=errors)
    try:
        return model.model_validate(dict(sent), context={"zone": services.zone})
    except ValidationError as error:
        raise _invalid(400, error, "query parameter") from None


async def _body(route: Route, request: web.Request, services: Services) -> Body | None:
    if route.body is None:
        return None
    try:
        async with asyncio.timeout(BODY_S):
            raw = await request.read()
    except TimeoutError:
        raise Problem(408, f"The body did not arrive within {BODY_S:.0f} s.", headers={"Connection": "close"}) from None
    except (web.RequestPayloadError, HttpProcessingError, ConnectionError):  # labelled as gzip but is not, or cut off
        raise Problem(
            400, "The body is cut off, or not encoded as its headers say.", headers={"Connection": "close"}
        ) from None
    try:
        sent = orjson.loads(raw) if raw or not route.body_optional else {}
    except orjson.JSONDecodeError as error:
        raise Problem(400, f"The body is not JSON in UTF-8: {error}") from None
    try:
        return route.body.model_validate(sent, context={"zone": services.zone})
    except ValidationError as error:
        raise _invalid(422, error, "body") from None


def _invalid(status: int, error: ValidationError, where: str) -> Problem:
    errors = [expected(one) for one in error.errors(include_url=False, include_input=False)]
    first = errors[0]
    return Problem(status, f"{where}: {first['field']}: expected {first['expected']}"[:300], errors=errors[:20])


def _reason(request: web.Request, query: Query) -> str:
    """The user's reason, from the header X-Reason or the parameter `reason`. Browsers send no Chinese in a header, so
    there it may be percent-encoded UTF-8."""
    said = unquote(request.headers.get("X-Reason", ""))
    if not said:
        return query.reason.strip() if isinstance(query, CitizenQuery) else ""
    try:
        return CitizenQuery(reason=said).reason.strip()
    except ValidationError as error:
        raise _invalid(400, error, "header X-Reason") from None


def _response(route: Route, answered: Answered) -> web.StreamResponse:
    if isinstance(answered, web.StreamResponse):
        return answered
    if answered is None:
        return web.Response(status=204, headers=_NO_STORE)
    body = answered.model_dump_json(by_alias=True).encode() if isinstance(answered, Answer) else orjson.dumps(answered)
    return web.Response(status=route.status, body=body, content_type="application/json", headers=_NO_STORE)


def _template(request: web.Request) -> str:
    """The route's path from the table, never the path as typed, which may contain a number."""
    resource = request.match_info.route.resource
    return resource.canonical if resource is not None else "unmatched"
