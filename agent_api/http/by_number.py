"""Searching by telephone number. Masking is worth nothing if a filter reveals which number is behind a mask. So a user
who may not see a number finds only their own rows by it, each such search is counted and recorded, and an auditor must
give a reason. Short codes belong to nobody and may be searched freely.

| who               | an agent's call or callback now, or open ticket | finds     | counted |
|-------------------|--------------------------------------------------|-----------|---------|
| admin, supervisor |                                                  | all       | yes     |
| agent             | yes                                              | all       | no      |
| agent             | no                                               | their own | yes     |
| auditor           | with a reason; else refused                      | all       | yes     |

"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from agent_api.http.route import Ask
from agent_api.privacy.look_log import Asked
from agent_api.protocol.fields import says_why
from agent_api.protocol.problem import Problem
from hotline.domain.agents.agent import Role
from hotline.domain.numbers.number import mask
from hotline.store.callers import dealings


@dataclass(frozen=True, kw_only=True)
class ByNumber:
    """`only_of` is the user whose rows alone may be found, None for all; `asked` goes into the log of looks."""

    only_of: str | None = None
    asked: Asked = field(default_factory=Asked)


async def by_number(ask: Ask[Any, Any], numbers: Mapping[str, str | None]) -> ByNumber:
    """What the user may find by these normalised numbers, given by filter name; raises Problem."""
    hashed = ask.services.number_hash
    somebodys = {name: number for name, number in numbers.items() if number and mask(number) != number}
    if not somebodys:
        return ByNumber()
    if ask.who.role is Role.AUDITOR and not says_why(ask.reason):
        raise Problem(403, "Give a reason for searching by number, in the header X-Reason or the parameter reason.")
    is_agent = ask.who.role is Role.AGENT
    known = is_agent and await ask.services.database.read(
        _deals_with_all, ask.who.username, tuple(somebodys.values()), ask.now
    )
    hashes = {name: hashed(number) for name, number in somebodys.items()}
    asked = Asked(number_hash=next(iter(hashes.values())), filters=hashes, counted=not known)
    if not known:
        try:
            for one in hashes.values():
                await ask.services.budget.spend(ask.who, one, ask.now)
        except Problem:
            await ask.record_look(ask.visibility(), "refused", "", asked)
            raise
    return ByNumber(only_of=ask.who.username if is_agent and not known else None, asked=asked)


def _deals_with_all(connection: Connection, username: str, numbers: tuple[str, ...], now: datetime) -> bool:
    return all(
        dealings.is_dealing_with(connection, username, number, now)
        or dealings.has_open_ticket(connection, username, number)
        for number in numbers
    )
