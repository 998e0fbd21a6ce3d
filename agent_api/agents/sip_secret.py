"""Telephones' secrets: long enough that guessing over the network is hopeless, or made here and shown once.

Nobody keys them: they go into a softphone's settings by copying. Only their digest is stored
(hotline.domain.agents.phone).
"""

import secrets
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import AfterValidator, Field

from agent_api.protocol.fields import Line
from hotline.domain.agents.agent import Agent
from hotline.domain.agents.phone import sip_ha1

SHORTEST, LONGEST = 16, 128


def _long_enough(value: str) -> str:
    if not SHORTEST <= len(value) <= LONGEST:
        raise ValueError(f"{SHORTEST} to {LONGEST} characters; leave it out and one is made")
    return value


def _made() -> str:
    return secrets.token_urlsafe(18)


SipSecret = Annotated[
    Line,
    AfterValidator(_long_enough),
    Field(json_schema_extra={"minLength": SHORTEST, "maxLength": LONGEST, "format": "password"}),
]


@dataclass(frozen=True, kw_only=True)
class SecretWish:
    """The secret that a request gives, or `anew`: that one is to be made. Without either a telephone that is new gets
    a made one, and any other keeps what it has."""

    given: str | None
    anew: bool = False
    spare: str = field(default_factory=_made, repr=False)

    def secret(self, *, is_new: bool) -> str | None:
        """What the telephone's secret becomes; None: it stays."""
        if self.given is not None:
            return self.given
        return self.spare if self.anew or is_new else None

    def shown(self, agent: Agent) -> str | None:
        """The secret to answer with, for the only time: the one that was made, if it was."""
        was_made = agent.extension is not None and agent.sip_ha1 == sip_ha1(agent.extension, self.spare)
        return self.spare if was_made else None
