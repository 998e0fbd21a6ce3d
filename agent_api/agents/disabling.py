"""Disabled users: no log-in, telephone or queues until an admin enables them again. Their records, extension and secret
are kept for that day."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from agent_api.protocol.problem import Problem
from hotline.domain.agents.agent import Agent, Role, Wish
from hotline.store.agents import agent_list, sessions
from hotline.store.callbacks import callback_desk
from hotline.store.privacy.access_log import Access


def end_work(connection: Connection, agent: Agent, entry: Access) -> dict[str, Any]:
    """End the user's sessions and release the callback that they hold. Returns further columns to change: a user who is
    enabled again takes calls only after they say so."""
    sessions.close_all_of(connection, agent.username)
    callback_desk.release_agent(connection, agent.username)
    return {"wish": Wish.OFFLINE.value, "wish_reason": "", "wish_since": entry.at}


def check_one_admin_stays(connection: Connection, agent: Agent, changed: Mapping[str, Any]) -> None:
    """Raise 409 if a change would leave no admin who can log in."""
    stays = changed.get("role", agent.role.value) == Role.ADMIN.value and not changed.get("disabled", agent.disabled)
    if not stays:
        keep_an_admin(connection, agent)


def keep_an_admin(connection: Connection, agent: Agent) -> None:
    """Raise 409 for the last admin who can log in."""
    is_one = agent.role is Role.ADMIN and not agent.disabled
    if is_one and agent_list.count_able(connection, Role.ADMIN) == 1:
        raise Problem(409, "This is the last admin. Create another one first.")
