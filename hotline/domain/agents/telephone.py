"""Why an agent's telephone cannot be called, from what Asterisk has seen of it; the first reason that applies."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from hotline.domain.security.security import RefusalReason

REMEMBERED = timedelta(hours=1)
"""Older refusals do not explain why a telephone is missing now: telephones try again every few minutes."""


class Trouble(Enum):
    NOT_REACHED = "not_reached"  # registered, but does not answer: switched off, or a firewall keeps us out
    WRONG_SECRET = "wrong_secret"  # noqa: S105
    NOT_ALLOWED = "not_allowed"  # registration from its address is not allowed
    NOT_REGISTERED = (
        "not_registered"  # never heard from: closed, set to another server, or on a transport that we do not offer
    )


_REFUSED = {RefusalReason.WRONG_SECRET: Trouble.WRONG_SECRET, RefusalReason.NOT_ALLOWED: Trouble.NOT_ALLOWED}


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """The last refusal of the telephone, and the address it came from."""

    reason: RefusalReason
    address: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class TelephoneState:
    """What is wrong. `address` and `at` are those of the refusal; "" and None if there is none."""

    trouble: Trouble
    address: str = ""
    at: datetime | None = None

    def as_json(self) -> dict[str, str | None]:
        at = self.at.isoformat() if self.at else None
        return {"trouble": self.trouble.value, "address": self.address, "at": at}


def telephone_state(
    *, reachable: bool, registered: bool, refusal: Refusal | None, now: datetime
) -> TelephoneState | None:
    """None if the telephone can be called."""
    if reachable:
        return None
    if registered:
        return TelephoneState(trouble=Trouble.NOT_REACHED)
    trouble = _REFUSED.get(refusal.reason) if refusal is not None and now - refusal.at <= REMEMBERED else None
    if refusal is None or trouble is None:
        return TelephoneState(trouble=Trouble.NOT_REGISTERED)
    return TelephoneState(trouble=trouble, address=refusal.address, at=refusal.at)
