"""Who may do what over AMI: a user for each role, with the least classes, and only the events that the reader reads.

A call makes 140 events with everything on and a dozen with these. Answers to actions and the lists that they start
(QueueStatus, CoreShowChannels…) go to whoever asked and pass every filter.
"""

from dataclasses import dataclass

from hotline.asterisk.ami.security import SECURITY_EVENTS

EVENTS = (
    "Newchannel",
    "Hangup",
    "DialState",
    "BridgeEnter",
    "BridgeLeave",
    "Hold",
    "Unhold",
    "UserEvent",
    "QueueMemberAdded",
    "QueueMemberRemoved",
    "QueueMemberPause",
    "QueueMemberPenalty",
    "OriginateResponse",
    "PeerStatus",
    "ContactStatus",
    "FullyBooted",
)


@dataclass(frozen=True, kw_only=True)
class AmiRole:
    """A role's user. `read` are the classes of events that it gets, `write` those of the actions it may send."""

    name: str
    read: tuple[str, ...]
    write: tuple[str, ...]
    events: tuple[str, ...]


AMI_ROLES = (
    AmiRole(
        name="cti",
        read=("system", "call", "agent", "user"),
        write=("system", "agent", "call", "reporting"),
        events=EVENTS,
    ),
    # cti again, on a connection of its own: these events come at the pace of whoever attacks
    AmiRole(name="guard", read=("system", "security"), write=(), events=("FullyBooted", *SECURITY_EVENTS)),
    # moves and ends the calls of agents; it places none: that is planned in SQL, and callback does it
    AmiRole(name="agent_api", read=(), write=("call",), events=()),
    AmiRole(name="callback", read=(), write=("call", "originate"), events=()),
)
