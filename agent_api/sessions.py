"""Log in and out. A token is random and opaque; only its hash is kept, in SQL, so that it outlives a restart."""

import secrets
from datetime import timedelta
from typing import Annotated

from pydantic import StringConstraints

from agent_api.agents import AgentView, agent_view
from agent_api.fields import Answer, Body, Lines, Query, Username
from agent_api.problem import Problem
from agent_api.route import Ask
from agent_api.serve import token_hash
from cti.domain.desk import Left
from cti.store import agents, sessions

TOKEN_LIFE = timedelta(hours=24)  # the longest shift with its overtime, and no week
Password = Annotated[Lines, StringConstraints(max_length=256)]


class Credentials(Body):
    username: Username
    password: Password


class LoggedIn(Answer):
    token: str
    agent: AgentView


async def log_in(ask: Ask[Query, Credentials]) -> LoggedIn:
    """The same answer in the same time, whether the user or the password is wrong."""
    services, given = ask.services, ask.body
    async with services.throttle.attempt(given.username, ask.request.remote or "") as attempt:
        agent = await services.database.read(agents.get, given.username)
        attempt.succeeded = await services.passwords.verify(agent.password_hash if agent else None, given.password)
    if agent is None or not attempt.succeeded:
        raise Problem(401, "The username or the password is wrong.", headers={"WWW-Authenticate": "Bearer"})
    token = secrets.token_urlsafe(32)
    await services.database.write(
        sessions.open_session, token_hash(token), agent.username, ask.now + TOKEN_LIFE, ask.now
    )
    return LoggedIn(token=token, agent=agent_view(agent, await services.live.seats(), services.zone))


async def log_out(ask: Ask[Query, None]) -> None:
    """Who sits at no other desk takes no more calls; answered when Asterisk has been told."""
    services, username = ask.services, ask.who.username
    await services.database.write(sessions.close_session, ask.token_hash)
    services.hub.close_token(ask.token_hash)
    if ask.who.extension is not None and not services.hub.has_another(username, ask.token_hash):
        await services.desks.leave(username, Left.LOGGED_OUT)
        agent = await services.database.read(agents.get, username)
        if agent is not None and agent.rev != ask.who.rev:
            await services.applied.told(username, agent.rev)
