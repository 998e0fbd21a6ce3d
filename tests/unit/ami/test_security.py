"""Asterisk's security events, as Asterisk 22.10 sends them."""

import pytest

from hotline.asterisk.ami.messages import AmiEvent
from hotline.asterisk.ami.security import security_sign_of
from hotline.domain.security.security import Admitted, Door, RefusalReason, Refused
from tests.parts.ami.events import AT, ami


def security(name: str, **changed: str) -> AmiEvent:
    headers = {
        "Severity": "Error",
        "Service": "PJSIP",
        "AccountID": "1001",
        "SessionID": "c21",
        "LocalAddress": "IPV4/UDP/192.0.2.2/5060",
        "RemoteAddress": "IPV4/UDP/203.0.113.5/55331",
    }
    return ami(name, **(headers | changed))


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("InvalidAccountID", RefusalReason.UNKNOWN_EXTENSION),
        ("ChallengeResponseFailed", RefusalReason.WRONG_SECRET),
        ("FailedACL", RefusalReason.NOT_ALLOWED),
    ],
)
def test_a_telephone_is_refused(name: str, reason: RefusalReason) -> None:
    assert security_sign_of(security(name)) == Refused(
        door=Door.SIP, reason=reason, account="1001", address="203.0.113.5", at=AT
    )


def test_a_telephone_proves_its_secret() -> None:
    assert security_sign_of(security("SuccessfulAuth", UsingPassword="1")) == Admitted(
        extension="1001", address="203.0.113.5", call_id="c21", at=AT
    )


def test_somebody_guesses_at_ami() -> None:
    remote = {"Service": "AMI", "AccountID": "cti", "RemoteAddress": "IPV4/TCP/10.0.0.9/57084"}
    assert security_sign_of(security("InvalidPassword", **remote)) == Refused(
        door=Door.AMI, reason=RefusalReason.WRONG_SECRET, account="cti", address="10.0.0.9", at=AT
    )
    assert security_sign_of(security("SuccessfulAuth", **remote)) is None


def test_asterisk_does_not_say_whom() -> None:
    sign = security_sign_of(security("FailedACL", AccountID="<unknown>"))
    assert isinstance(sign, Refused)
    assert sign.account == ""


def test_a_try_at_an_unknown_extension_is_told_of_once() -> None:
    assert security_sign_of(security("InvalidAccountID", AccountID="1003")) is not None
    assert security_sign_of(security("ChallengeResponseFailed", AccountID="<unknown>")) is None


@pytest.mark.parametrize(
    "event",
    [
        security("ChallengeSent"),
        security("InvalidAccountID", RemoteAddress=""),
        security("InvalidAccountID", Service="Skinny"),
        ami("Newchannel"),
    ],
)
def test_other_events_say_nothing(event: AmiEvent) -> None:
    assert security_sign_of(event) is None


def test_what_a_stranger_names_itself_is_cleaned() -> None:
    sign = security_sign_of(security("InvalidAccountID", AccountID="10\u202e01\x1b[2J" + "x" * 500))
    assert isinstance(sign, Refused)
    assert sign.account.startswith("1001[2J")
    assert len(sign.account) <= 200
