"""Checks on an agent's fields: the username and the extension must be free, the queues must exist, an admin must
stay."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from hotline.commands.errors import InvalidError, RefusedError
from hotline.domain.agents.agent import Agent, Role
from hotline.domain.calls.routing import routes
from hotline.domain.numbers.number import normalise
from hotline.settings.directory import EMERGENCY_NUMBERS
from hotline.settings.hotline import Hotline
from hotline.store.agents import agent_list
from hotline.store.transfers import directory


@dataclass(frozen=True, kw_only=True)
class Skill:
    """A queue that the agent serves. Agents with a lower penalty are rung first."""

    queue: str
    penalty: int = 0


@dataclass(frozen=True, kw_only=True)
class Skills:
    """As they are stored: `penalties` only where one is not 0."""

    queues: Sequence[str]
    penalties: Mapping[str, int]


def skills_of(wanted: Sequence[Skill], hotline: Hotline) -> Skills:
    """If a queue is named twice, the last one counts. Raises InvalidError."""
    skills = {skill.queue: skill.penalty for skill in wanted}
    known = [queue.name for queue in hotline.queues]
    if not set(skills) <= set(known):
        raise InvalidError.of("queues", f"queues of the settings: {', '.join(known)}")
    return Skills(queues=list(skills), penalties={queue: penalty for queue, penalty in skills.items() if penalty})


def check_extension(connection: Connection, extension: str | None, hotline: Hotline) -> None:
    """Refuse an extension that equals a public number, because it would receive calls meant for that number. Raises
    InvalidError."""
    if extension is None:
        return
    area_code = hotline.centre.area_code
    entries = directory.entries(connection)
    others = {normalise(number, area_code).text for entry in entries for number in entry.numbers}
    if extension in routes(hotline).keys() | others | EMERGENCY_NUMBERS:
        raise InvalidError.of("extension", "digits that are not a hotline's or an emergency number")


def refuse_taken_extension(connection: Connection, username: str, extension: str | None) -> None:
    """Raises RefusedError."""
    if extension is not None and agent_list.extension_taken(connection, extension, username):
        raise RefusedError(f"The extension {extension} belongs to somebody else.")


def refuse_taken_username(connection: Connection, username: str) -> None:
    """Raises RefusedError."""
    if agent_list.username_taken(connection, username):
        raise RefusedError(f"A user {username} already exists.")
    if agent_list.username_was_taken(connection, username):
        taken = f"There was a user {username}, and calls may be filed under that name: choose another one."
        raise RefusedError(taken)


def keep_an_admin(connection: Connection, agent: Agent) -> None:
    """Refuse to lose the last admin who can log in. Raises RefusedError."""
    is_one = agent.role is Role.ADMIN and not agent.disabled
    if is_one and agent_list.count_able(connection, Role.ADMIN) == 1:
        raise RefusedError("This is the last admin. Create another one first.")
