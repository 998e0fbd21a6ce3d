"""Why an agent's telephone cannot be rung, as far as Asterisk has seen it: the first that is so is told."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from hotline.domain.security.security import RefusalReason

REMEMBERED = timedelta(hours=1)
"""A refusal of longer ago says nothing of a telephone that is not there now: they try again every few minutes."""


class Trouble(Enum):
    NOT_REACHED = (
        "not_reached"  # it is registered, and does not answer: switched off, or something between keeps us out
    )
    WRONG_SECRET = "wrong_secret"  # noqa: S105
    NOT_ALLOWED = "not_allowed"  # its address may not register
    NOT_REGISTERED = (
        "not_registered"  # it has not been heard of: closed, another server, or a transport we do not offer
    )


_REFUSED = {RefusalReason.WRONG_SECRET: Trouble.WRONG_SECRET, RefusalReason.NOT_ALLOWED: Trouble.NOT_ALLOWED}


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """The last time that the telephone was turned away, from which address."""

    reason: RefusalReason
    address: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class TelephoneState:
    """What is wrong. `address` and `at` are those of the refusal, "" and None without one."""

    trouble: Trouble
    address: str = ""
    at: datetime | None = None

    def as_json(self) -> dict[str, str | None]:
        at = self.at.isoformat() if self.at else None
        return {"trouble": self.trouble.value, "address": self.address, "at": at}


def telephone_state(
    *, reachable: bool, registered: bool, refusal: Refusal | None, now: datetime
) -> TelephoneState | None:
    """None: it can be rung."""
    if reachable:
        return None
    if registered:
        return TelephoneState(trouble=Trouble.NOT_REACHED)
    trouble = _REFUSED.get(refusal.reason) if refusal is not None and now - refusal.at <= REMEMBERED else None
    if refusal is None or trouble is None:
        return TelephoneState(trouble=Trouble.NOT_REGISTERED)
    return TelephoneState(trouble=trouble, address=refusal.address, at=refusal.at)
