"""Telephones' secrets: given, or generated and shown once.

Nobody types them; they are copied into a softphone's settings. Only their digest is stored
(hotline.domain.agents.phone).
"""

import secrets
from dataclasses import dataclass, field

from hotline.domain.agents.agent import Agent
from hotline.domain.agents.phone import sip_ha1


def _generated() -> str:
    return secrets.token_urlsafe(18)


@dataclass(frozen=True, kw_only=True)
class SecretWish:
    """The secret that was given, or `anew`: generate one.

    Without either, a new telephone gets a generated secret, and an existing one keeps its own.
    """

    given: str | None = None
    anew: bool = False
    spare: str = field(default_factory=_generated, repr=False)

    def secret(self, *, is_new: bool) -> str | None:
        """The telephone's new secret; None keeps the old one."""
        if self.given is not None:
            return self.given
        return self.spare if self.anew or is_new else None

    def shown(self, agent: Agent) -> str | None:
        """The secret to show, once: only a generated one."""
        was_made = agent.extension is not None and agent.sip_ha1 == sip_ha1(agent.extension, self.spare)
        return self.spare if was_made else None
