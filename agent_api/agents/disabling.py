"""A user who is disabled: no log-in, no telephone, no queue, until an admin enables them. What they did stays theirs,
and so do their extension and its secret, for the day that they are back.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from agent_api.protocol.problem import Problem
from hotline.domain.agents.agent import Agent, Role, Wish
from hotline.store.agents import agent_list, sessions
from hotline.store.callbacks import callback_desk
from hotline.store.privacy.access_log import Access


def end_work(connection: Connection, agent: Agent, entry: Access) -> dict[str, Any]:
    """Their sessions end, and a callback that they hold goes to others. Gives the columns that change with it: who is
    enabled again takes calls when they say so."""
    sessions.close_all_of(connection, agent.username)
    callback_desk.release_agent(connection, agent.username)
    return {"wish": Wish.OFFLINE.value, "wish_reason": "", "wish_since": entry.at}


def check_one_admin_stays(connection: Connection, agent: Agent, changed: Mapping[str, Any]) -> None:
    """409 when a change would leave nobody who can change anything."""
    stays = changed.get("role", agent.role.value) == Role.ADMIN.value and not changed.get("disabled", agent.disabled)
    if not stays:
        keep_an_admin(connection, agent)


def keep_an_admin(connection: Connection, agent: Agent) -> None:
    """409 for the last admin who can log in."""
    is_one = agent.role is Role.ADMIN and not agent.disabled
    if is_one and agent_list.count_able(connection, Role.ADMIN) == 1:
        raise Problem(409, "This is the last admin. Make another one first.")
