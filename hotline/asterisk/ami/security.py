"""What Asterisk's security events report, as small signs without raw headers. Pure.

Their rate is up to an attacker, so they are read on a separate connection (cti.security.guard).
"""

from hotline.asterisk.ami.messages import AmiEvent
from hotline.domain.numbers.text import clean
from hotline.domain.security.security import Admitted, Door, RefusalReason, Refused, SecuritySign

_DOORS = {"PJSIP": Door.SIP, "AMI": Door.AMI}
_UNKNOWN = "<unknown>"
_REASONS = {
    "InvalidAccountID": RefusalReason.UNKNOWN_EXTENSION,
    "ChallengeResponseFailed": RefusalReason.WRONG_SECRET,
    "InvalidPassword": RefusalReason.WRONG_SECRET,
    "FailedACL": RefusalReason.NOT_ALLOWED,
}
_ADMITTED = "SuccessfulAuth"

SECURITY_EVENTS = (*_REASONS, _ADMITTED)
"""The security events that are used. ChallengeSent is not among them, because every telephone is challenged."""


def security_sign_of(event: AmiEvent) -> SecuritySign | None:
    """The sign in an event; None for other events, and for services other than SIP and AMI."""
    headers = event.headers
    door = _DOORS.get(headers.get("Service", ""))
    address = address_of(headers.get("RemoteAddress", ""))
    if door is None or not address:
        return None
    account = clean(headers.get("AccountID", ""))
    if event.name == _ADMITTED:
        if door is not Door.SIP:
            return None
        call_id = headers.get("SessionID", "")
        return Admitted(extension=account, address=address, call_id=call_id, at=event.at)
    reason = _REASONS.get(event.name)
    if reason is None:
        return None
    if account == _UNKNOWN and reason is RefusalReason.WRONG_SECRET:
        return None  # of an extension that Asterisk does not know: InvalidAccountID has told of the same request
    account = "" if account == _UNKNOWN else account
    return Refused(door=door, reason=reason, account=account, address=address, at=event.at)


def address_of(endpoint: str) -> str:
    """The address in "IPV4/UDP/203.0.113.5/5060"; "" if there is none."""
    parts = endpoint.split("/")
    return parts[2] if len(parts) == 4 else ""
