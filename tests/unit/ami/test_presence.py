"""Phones and queue members as AMI tells of them."""

import pytest

from hotline.asterisk.ami.messages import AmiEvent
from hotline.asterisk.ami.presence import MemberGone, MemberSeen, PhoneSeen, sign_of
from tests.parts.ami.events import AT, CITIZEN, ami


def member(name: str, **changed: str) -> AmiEvent:
    headers = {
        "Queue": "hotline",
        "MemberName": "li",
        "Interface": "PJSIP/1001",
        "Paused": "0",
        "PausedReason": "",
    }
    return ami(name, **(headers | changed))


@pytest.mark.parametrize(("status", "reachable"), [("Reachable", True), ("Unreachable", False), ("Unknown", False)])
def test_a_phone_answers_or_not(status: str, reachable: bool) -> None:
    seen = sign_of(ami("PeerStatus", ChannelType="PJSIP", Peer="PJSIP/1001", PeerStatus=status))
    assert seen == PhoneSeen(extension="1001", reachable=reachable, at=AT)


@pytest.mark.parametrize("name", ["QueueMemberAdded", "QueueMemberPause", "QueueMemberPenalty"])
def test_an_agent_is_a_member(name: str) -> None:
    seen = sign_of(member(name, Paused="1", PausedReason="午饭", Penalty="5"))
    assert seen == MemberSeen(
        queue="hotline",
        extension="1001",
        username="li",
        paused=True,
        reason="午饭",
        penalty=5,
        at=AT,
    )


def test_a_members_status_is_no_sign_of_its_pause() -> None:
    assert sign_of(member("QueueMemberStatus", Paused="1", PausedReason="Auto-Pause")) is None


def test_an_agent_leaves_a_queue() -> None:
    gone = sign_of(member("QueueMemberRemoved"))
    assert gone == MemberGone(queue="hotline", extension="1001", username="li", at=AT)


@pytest.mark.parametrize("name", ["QueueMemberAdded", "QueueMemberRemoved"])
def test_a_member_that_is_no_phone_is_none_of_ours(name: str) -> None:
    assert sign_of(member(name, Interface="Local/1001@x")) is None


def test_a_peer_that_is_no_phone_is_none_of_ours() -> None:
    assert sign_of(ami("PeerStatus", Peer="IAX2/x", PeerStatus="Reachable")) is None
    assert sign_of(ami("Hangup", Uniqueid=CITIZEN)) is None
