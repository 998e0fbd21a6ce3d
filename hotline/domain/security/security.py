"""Who tried to use a telephone line and was refused, or proved to be who they say."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class RefusalReason(Enum):
    """Why Asterisk turned somebody away."""

    WRONG_SECRET = "wrong_secret"  # noqa: S105 - the extension exists, the secret is not its own
    UNKNOWN_EXTENSION = "unknown_extension"
    NOT_ALLOWED = "not_allowed"  # the address, or the contact that the telephone names, is not permitted


class Door(Enum):
    """What somebody knocked at."""

    SIP = "sip"
    AMI = "ami"


@dataclass(frozen=True, kw_only=True, slots=True)
class Refused:
    """`account` is the extension (or AMI user) that was named, "" where Asterisk does not say; `address` is an IP
    address, which over UDP may be forged."""

    door: Door
    reason: RefusalReason
    account: str
    address: str
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Admitted:
    """A telephone has proved that it knows its secret, in the SIP dialog `call_id`."""

    extension: str
    address: str
    call_id: str
    at: datetime


SecuritySign = Refused | Admitted
