"""Log-in and log-out. A token is random and opaque. Only its hash is stored, in SQL, so that it survives a restart."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from aiohttp import web
from pydantic import StringConstraints
from sqlalchemy import Connection

from agent_api.account.totp import Code, step_of
from agent_api.http.guard import let_in, make_expendable
from agent_api.http.route import Ask
from agent_api.http.serve import token_hash
from agent_api.login.device import load_key
from agent_api.login.throttle import Attempt, TooManyError
from agent_api.protocol.fields import Answer, Body, Lines, Query, Username
from agent_api.protocol.problem import Problem
from agent_api.views.agent import AgentView, agent_view
from hotline.domain.agents.agent import Agent
from hotline.domain.agents.desk import Left
from hotline.store.agents import agents, codes, sessions
from hotline.store.agents.codes import CodeSecret
from hotline.store.privacy import access_log
from hotline.store.privacy.access_log import AccessKind

TOKEN_LIFE = timedelta(hours=24)  # covers the longest shift with overtime, but not a week
REFUSED_AFTER_S = 2.0  # delays a guesser's next refusal on this connection, without blocking the event loop
Password = Annotated[Lines, StringConstraints(max_length=256)]


class Credentials(Body):
    """`code` is the current one-time code, for users who have set them up."""

    username: Username
    password: Password
    code: Code | None = None


class LoggedIn(Answer):
    """`codes_needed`: the role requires one-time codes and this user has none, so nothing else is allowed until they
    are set up."""

    token: str
    agent: AgentView
    codes_needed: bool


@dataclass(frozen=True, kw_only=True)
class _Candidate:
    """The user who is logging in, as stored in SQL."""

    agent: Agent | None
    secret: CodeSecret | None


async def log_in(ask: Ask[Query, Credentials]) -> web.Response:
    """Check the password and open a session. A wrong username and a wrong password give the same response after the
    same time. If the user has one-time codes and none was sent, the response is 401 with an error for the field `code`.
    """
    services, given = ask.services, ask.body
    if not services.devices.key:
        services.devices.key = await services.database.write(load_key)
    token = secrets.token_urlsafe(32)
    async with _attempt(ask) as (attempt, candidate):
        agent = candidate.agent
        known_hash = agent.password_hash if agent else None
        fits = await services.passwords.verify(known_hash, given.password, stranger=attempt.stranger)
        if agent is not None and fits:
            _refuse_disabled(agent, attempt)
            step = _code_step(ask, candidate.secret, attempt)
            attempt.succeeded = await services.database.write(_let_in, ask, agent, token_hash(token), step)
    if agent is None or not attempt.succeeded:
        services.access.failed(given.username, ask.address, exists=agent is not None)
        raise _wrong("The username or the password is wrong." if not fits else "The one-time code is wrong or used up.")
    services.places.note(agent.username, ask.address)
    let_in(ask.request)
    must = agent.role.value in services.settings.hotline.login.codes_for
    view = LoggedIn(
        token=token,
        agent=agent_view(agent, await services.live.seats(), services.zone),
        codes_needed=must and candidate.secret is None,
    )
    response = web.json_response(text=view.model_dump_json(), headers={"Cache-Control": "no-store"})
    services.devices.set_cookie(response, ask.request, agent.username, secure=ask.is_secure)
    return response


async def log_out(ask: Ask[Query, None]) -> None:
    """End the session. If it was the user's last, they take no more calls; the response waits until Asterisk has been
    told."""
    services, username = ask.services, ask.who.username
    await services.database.write(_let_out, ask)
    services.hub.close_token(ask.token_hash)
    if ask.who.extension is not None and not await services.activity.is_in_use(username, ask.now):
        await services.desks.leave(username, Left.LOGGED_OUT)
        agent = await services.database.read(agents.get, username)
        if agent is not None and agent.rev != ask.who.rev:
            await services.applied.told(username, agent.rev)


@asynccontextmanager
async def _attempt(ask: Ask[Query, Credentials]) -> AsyncIterator[tuple[Attempt, _Candidate]]:
    """Wait until the throttle allows a password check; gives the attempt and the user it is for."""
    services, username = ask.services, ask.body.username
    device = services.devices.known(ask.request, username)
    knows_address = not device and await services.places.knows(username, ask.address)
    try:
        async with services.throttle.attempt(
            username, ask.address, device=device, knows_address=knows_address
        ) as attempt:
            yield attempt, await services.database.read(_candidate, username)
    except TooManyError:
        services.access.refused(ask.address)
        make_expendable(ask.request)
        await asyncio.sleep(REFUSED_AFTER_S)
        raise


def _candidate(connection: Connection, username: str) -> _Candidate:
    secret = codes.of(connection, username)
    return _Candidate(
        agent=agents.get(connection, username), secret=secret if secret is not None and secret.confirmed else None
    )


def _refuse_disabled(agent: Agent, attempt: Attempt) -> None:
    """Report that the user is disabled, only to somebody who knows the password; this does not count as a guess."""
    if agent.disabled:
        attempt.undecided = True
        raise Problem(403, "This user is disabled. An admin can enable them again.")


def _code_step(ask: Ask[Query, Credentials], secret: CodeSecret | None, attempt: Attempt) -> int | None:
    """The time step of the code that was sent; None when no code is needed, 0 when the code is wrong."""
    if secret is None:
        return None
    if ask.body.code is None:
        attempt.undecided = True
        raise _wrong("This user needs a one-time code to log in: send it as `code`.", code="the 6 digits")
    return step_of(secret.secret, ask.body.code, ask.now)


def _let_in(connection: Connection, ask: Ask[Query, Credentials], agent: Agent, hashed: str, step: int | None) -> bool:
    """Open a session, unless the one-time code is wrong or used up, or the user was removed or disabled meanwhile."""
    current = agents.get(connection, agent.username)
    if current is None or current.disabled:
        return False
    if step is not None and not codes.use(connection, agent.username, step):
        return False
    sessions.open_session(connection, hashed, agent.username, ask.now + TOKEN_LIFE, ask.now)
    access_log.record(connection, [ask.access(AccessKind.LOGGED_IN, agent.username)])
    return True


def _let_out(connection: Connection, ask: Ask[Query, None]) -> None:
    sessions.close_session(connection, ask.token_hash)
    access_log.record(connection, [ask.access(AccessKind.LOGGED_OUT, ask.who.username)])


def _wrong(detail: str, **errors: str) -> Problem:
    fields = [{"field": field, "expected": expected} for field, expected in errors.items()]
    return Problem(401, detail, errors=fields, headers={"WWW-Authenticate": "Bearer"})
