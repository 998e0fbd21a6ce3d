"""An agent as Asterisk's configuration needs it."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class AgentLine:
    """An agent's telephone: `extension` is its SIP user, `sip_ha1` the hash of its secret
    (hotline.domain.agents.phone).
    """

    extension: str
    username: str
    sip_ha1: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[0-9]{2,15}", self.extension, re.ASCII):
            raise ValueError(f"extension: expected 2 to 15 digits, got {self.extension!r}")
        if not re.fullmatch(r"[0-9a-f]{32}", self.sip_ha1):
            raise ValueError(f"sip_ha1 of extension {self.extension}: expected 32 hexadecimal digits")
