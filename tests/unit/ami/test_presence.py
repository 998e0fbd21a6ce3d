"""Phones and queue members as AMI tells of them."""

import pytest

from cti.ami.messages import AmiEvent
from cti.ami.presence import MemberGone, MemberSeen, MemberStatus, PhoneSeen, RingNoAnswer, sign_of
from tests.unit.ami.events import AGENT, AT, CITIZEN, ami


def member(name: str, **changed: str) -> AmiEvent:
    headers = {
        "Queue": "hotline",
        "MemberName": "li",
        "Interface": "PJSIP/1001",
        "InCall": "0",
        "Status": "1",
        "Paused": "0",
        "PausedReason": "",
    }
    return ami(name, **(headers | changed))


@pytest.mark.parametrize(("status", "reachable"), [("Reachable", True), ("Unreachable", False), ("Unknown", False)])
def test_a_phone_answers_or_not(status: str, reachable: bool) -> None:
    seen = sign_of(ami("PeerStatus", ChannelType="PJSIP", Peer="PJSIP/1001", PeerStatus=status))
    assert seen == PhoneSeen(extension="1001", reachable=reachable, at=AT)


@pytest.mark.parametrize("name", ["QueueMemberAdded", "QueueMemberPause", "QueueMemberPenalty", "QueueMemberStatus"])
def test_an_agent_is_a_member(name: str) -> None:
    seen = sign_of(member(name, Paused="1", PausedReason="午饭", Penalty="5", Status="6", InCall="1"))
    assert seen == MemberSeen(
        queue="hotline",
        extension="1001",
        username="li",
        paused=True,
        reason="午饭",
        penalty=5,
        status=MemberStatus.RINGING,
        in_call=True,
        at=AT,
    )


def test_a_status_that_nobody_knows_is_unknown() -> None:
    seen = sign_of(member("QueueMemberStatus", Status="42"))
    assert isinstance(seen, MemberSeen)
    assert seen.status is MemberStatus.UNKNOWN


def test_an_agent_leaves_a_queue() -> None:
    gone = sign_of(member("QueueMemberRemoved"))
    assert gone == MemberGone(queue="hotline", extension="1001", username="li", at=AT)


@pytest.mark.parametrize(("ring_time", "ring_s"), [("5000", 5.0), ("", 0.0), ("²", 0.0)])
def test_an_agent_does_not_pick_up(ring_time: str, ring_s: float) -> None:
    sign = sign_of(member("AgentRingNoAnswer", Uniqueid=CITIZEN, DestUniqueid=AGENT, RingTime=ring_time))
    assert sign == RingNoAnswer(
        queue="hotline", extension="1001", username="li", channel=CITIZEN, leg=AGENT, ring_s=ring_s, at=AT
    )


@pytest.mark.parametrize("name", ["QueueMemberAdded", "QueueMemberRemoved", "AgentRingNoAnswer"])
def test_a_member_that_is_no_phone_is_none_of_ours(name: str) -> None:
    assert sign_of(member(name, Interface="Local/1001@x")) is None


def test_a_peer_that_is_no_phone_is_none_of_ours() -> None:
    assert sign_of(ami("PeerStatus", Peer="IAX2/x", PeerStatus="Reachable")) is None
    assert sign_of(ami("Hangup", Uniqueid=CITIZEN)) is None
