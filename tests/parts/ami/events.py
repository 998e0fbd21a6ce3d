"""AMI events as Asterisk 22 sends them, shortened."""

from datetime import UTC, datetime

from hotline.asterisk.ami.messages import AmiEvent

AT = datetime(2026, 11, 21, 1, 0, 0, 250_000, tzinfo=UTC)
CITIZEN = "node1-1763686800.1"
AGENT = "node1-1763686805.2"


def ami(name: str, **headers: str) -> AmiEvent:
    return AmiEvent(name, {"Event": name, "Timestamp": "1763686800.250000", **headers}, AT)


def newchannel(**changed: str) -> AmiEvent:
    """A citizen's call arrives on the trunk `carrier`."""
    headers = {
        "Channel": "PJSIP/carrier-0000002a",
        "ChannelState": "4",
        "CallerIDNum": "13812345678",
        "CallerIDName": "李先生",
        "AccountCode": "",
        "Context": "from-trunk-carrier",
        "Exten": "12345",
        "Uniqueid": CITIZEN,
        "Linkedid": CITIZEN,
    }
    return ami("Newchannel", **(headers | changed))


def agent_leg(**changed: str) -> AmiEvent:
    """The queue calls the phone 1001 for that citizen."""
    headers = {
        "Channel": "PJSIP/1001-0000002b",
        "ChannelState": "0",
        "CallerIDNum": "<unknown>",
        "AccountCode": "",
        "Context": "from-agent",
        "Exten": "s",
        "Uniqueid": AGENT,
        "Linkedid": CITIZEN,
    }
    return ami("Newchannel", **(headers | changed))
