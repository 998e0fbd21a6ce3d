"""Asterisk is asked for the packets of a channel."""

import pytest

from hotline.asterisk.ami.messages import AmiResponse
from hotline.asterisk.ami.sound import count_packets, packets_of


def test_a_channel_is_asked_by_itself_and_not_through_another() -> None:
    """IMPORT() would lock it while its PJSIP thread answers: Asterisk can stand still."""
    asked = count_packets("node1-1.2")
    assert (asked["Channel"], asked["Variable"]) == ("node1-1.2", "CHANNEL(rtcp,rxcount)")


@pytest.mark.parametrize(("value", "packets"), [("12", 12), ("0", 0), ("", None), ("٣", None)])
def test_a_channel_without_rtp_has_no_count(value: str, packets: int | None) -> None:
    assert packets_of(AmiResponse(message="", headers={"Value": value})) == packets
