"""Users as admins list and check them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from hotline.domain.agents.agent import Agent, Role
from hotline.store.agents import agents as agent_store
from hotline.store.pages import Key, page
from hotline.store.rows import reader
from hotline.store.tables import agents, extension_owners


@dataclass(frozen=True, kw_only=True, slots=True)
class _Username:
    username: str


@dataclass(frozen=True, kw_only=True)
class AgentPage:
    agents: Sequence[Agent]
    next: Key | None


def page_of(connection: Connection, *, after: Key | None, limit: int) -> AgentPage:
    """Users, ordered by username."""
    key = [agents.c.username]
    query, read = select(agents.c.username), reader(_Username)
    found = page(connection, read, query, key, after=after, limit=limit, newest_first=False)
    wanted = {row.username for row in found.rows}
    everybody = agent_store.load_all(connection)
    return AgentPage(agents=[agent for agent in everybody if agent.username in wanted], next=found.next)


def username_taken(connection: Connection, username: str) -> bool:
    """Whether this username is taken in any case: Anna and anna could be confused."""
    same = func.lower(agents.c.username) == username.lower()
    return connection.execute(select(agents.c.username).where(same)).first() is not None


def username_was_taken(connection: Connection, username: str) -> bool:
    """Whether a user with this name, in any case, has had a telephone: calls may be recorded under it."""
    same = func.lower(extension_owners.c.username) == username.lower()
    return connection.execute(select(extension_owners.c.id).where(same).limit(1)).first() is not None


def extension_taken(connection: Connection, extension: str, by_other_than: str) -> bool:
    others = (agents.c.extension == extension) & (agents.c.username != by_other_than)
    return connection.execute(select(agents.c.username).where(others)).first() is not None


def count_able(connection: Connection, role: Role) -> int:
    """How many users with this role can log in."""
    able = (agents.c.role == role.value) & agents.c.disabled.is_(False)
    return connection.execute(select(func.count()).where(able)).scalar_one()
