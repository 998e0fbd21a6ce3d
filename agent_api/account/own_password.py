"""Users change their own password: this requires the old one and ends their other sessions."""

from typing import Annotated

from pydantic import StringConstraints
from sqlalchemy import Connection

from agent_api.account.totp import check_own_password
from agent_api.http.route import Ask
from agent_api.login.new_password import NewPassword
from agent_api.protocol.fields import Body, Lines, Query
from hotline.commands.agents.passwords import hash_new
from hotline.commands.errors import InvalidError
from hotline.store.agents import agents, sessions
from hotline.store.privacy import access_log
from hotline.store.privacy.access_log import AccessKind


class OwnPassword(Body):
    old: Annotated[Lines, StringConstraints(max_length=256)]
    new: NewPassword


async def change_own(ask: Ask[Query, OwnPassword]) -> None:
    """Change the password. This session stays; the user's others end."""
    await check_own_password(ask, ask.body.old, "old")
    if ask.body.new == ask.body.old:
        raise InvalidError.of("new", "a password that differs from the old one", rule="same")
    hashed = await hash_new(ask.services.passwords, ask.body.new, ask.who.username, ask.who.name, field="new")
    await ask.services.database.write(_change, ask, hashed)
    ask.services.hub.close_others(ask.who.username, ask.token_hash)


def _change(connection: Connection, ask: Ask[Query, OwnPassword], hashed: str) -> None:
    agents.set_password(connection, ask.who.username, hashed)
    sessions.close_all_of(connection, ask.who.username, but=ask.token_hash)
    access_log.record(connection, [ask.access(AccessKind.PASSWORD_CHANGED, ask.who.username)])
