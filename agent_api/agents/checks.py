"""Checks on an agent's fields: the extension must be free, and the queues must exist."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from agent_api.agents.bodies import Skills
from agent_api.protocol.problem import Problem
from hotline.domain.calls.routing import routes
from hotline.domain.numbers.number import normalise
from hotline.settings.directory import EMERGENCY_NUMBERS, DirectoryEntry
from hotline.settings.hotline import Hotline
from hotline.store.agents import agent_list


def refuse_taken_extension(connection: Connection, username: str, extension: str | None) -> None:
    if extension is not None and agent_list.extension_taken(connection, extension, username):
        raise Problem(409, f"The extension {extension} belongs to somebody else.")


def skills_of(sent: Skills, hotline: Hotline) -> dict[str, Any]:
    """Values for the columns `queues` and `penalties`; if a queue is named twice, the last one counts."""
    skills = {skill.name: skill for skill in sent}
    known = [queue.name for queue in hotline.queues]
    if not set(skills) <= set(known):
        raise refused("queues", f"queues of the settings: {', '.join(known)}")
    return {
        "queues": list(skills),
        "penalties": {name: skill.penalty for name, skill in skills.items() if skill.penalty},
    }


def check_extension(extension: str, hotline: Hotline, entries: Sequence[DirectoryEntry]) -> None:
    """Refuse an extension that equals a public number, because it would receive calls meant for that number."""
    area_code = hotline.centre.area_code
    others = {normalise(number, area_code).text for entry in entries for number in entry.numbers}
    if extension in routes(hotline).keys() | others | EMERGENCY_NUMBERS:
        raise refused("extension", "digits that are not a hotline's or an emergency number")


def refused(field: str, expected: str) -> Problem:
    return Problem(422, f"body: {field}: expected {expected}", errors=[{"field": field, "expected": expected}])
