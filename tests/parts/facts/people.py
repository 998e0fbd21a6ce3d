"""Agents for tests."""

from collections.abc import Mapping
from datetime import UTC, datetime

from hotline.domain.agents.agent import Agent, AgentBlock, Role, Wish
from hotline.domain.calls.owners import Owners, Ownership
from tests.parts.facts.stories import ARRIVAL


def agent(
    extension: str | None = "1001",
    *,
    username: str = "",
    wish: Wish = Wish.READY,
    reason: str = "",
    blocks: frozenset[AgentBlock] = frozenset(),
    queues: tuple[str, ...] = ("hotline",),
    penalties: Mapping[str, int] | None = None,
    disabled: bool = False,
) -> Agent:
    return Agent(
        username=username or f"agent{extension}",
        name="王芳",
        role=Role.AGENT,
        extension=extension,
        queues=queues,
        penalties=penalties or {},
        wish=wish,
        wish_reason=reason,
        wish_since=ARRIVAL,
        blocks=blocks,
        sip_ha1="",
        password_hash="",
        rev=1,
        applied_rev=1,
        disabled=disabled,
    )


def owners(**by_extension: str) -> Owners:
    """Owners who have always had their extensions: username by extension."""
    since = datetime(2020, 1, 1, tzinfo=UTC)
    return Owners(Ownership(extension=one, username=who, since=since) for one, who in by_extension.items())
