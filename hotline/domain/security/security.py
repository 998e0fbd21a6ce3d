"""Refusals and successful authentications of telephones and AMI clients."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class RefusalReason(Enum):
    """Why Asterisk refused a request."""

    WRONG_SECRET = "wrong_secret"  # noqa: S105 - the extension exists, the secret is wrong
    UNKNOWN_EXTENSION = "unknown_extension"
    SWITCHED_OFF = "switched_off"  # that of somebody who is disabled or deleted: no secret is right there
    NOT_ALLOWED = "not_allowed"  # the address, or the Contact that the telephone sends, is not permitted


class Door(Enum):
    """The interface that was tried."""

    SIP = "sip"
    AMI = "ami"


@dataclass(frozen=True, kw_only=True, slots=True)
class Refused:
    """`account` is the extension (or AMI user) that was named, "" if Asterisk does not say; `address` is an IP address,
    which over UDP may be forged.
    """

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
