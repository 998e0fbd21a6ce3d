"""Agents for the tests."""

from cti.domain.agent import Agent, Hold, Role, Wish
from tests.unit.domain.stories import ARRIVAL


def agent(
    extension: str | None = "1001",
    *,
    username: str = "",
    wish: Wish = Wish.READY,
    reason: str = "",
    holds: frozenset[Hold] = frozenset(),
    queues: tuple[str, ...] = ("hotline",),
) -> Agent:
    return Agent(
        username=username or f"agent{extension}",
        name="王芳",
        role=Role.AGENT,
        extension=extension,
        queues=queues,
        wish=wish,
        wish_reason=reason,
        wish_since=ARRIVAL,
        holds=holds,
        sip_ha1="",
        password_hash="",
        rev=1,
        applied_rev=1,
    )
