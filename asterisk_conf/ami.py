"""AMI users and rights: one user per role, with as few classes and events as the role needs.

A call causes 140 events with everything enabled and a dozen with these. Responses, and the lists that actions start
(QueueStatus, CoreShowChannels…), are sent to the client that asked and pass every filter.
"""

from dataclasses import dataclass

from hotline.asterisk.ami.security import SECURITY_EVENTS
from hotline.names.roles import GUARD, RoleName

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
    """An AMI user. `read` are the classes of events that it receives, `write` the classes of
    actions that it may send.
    """

    name: str
    read: tuple[str, ...]
    write: tuple[str, ...]
    events: tuple[str, ...]


AMI_ROLES = (
    AmiRole(
        name=RoleName.CTI,
        read=("system", "call", "agent", "user"),
        write=("system", "agent", "call", "reporting"),
        events=EVENTS,
    ),
    # cti on a second connection: the rate of these events is up to an attacker
    AmiRole(name=GUARD, read=("system", "security"), write=(), events=("FullyBooted", *SECURITY_EVENTS)),
    # moves and ends agents' calls, but places none: calls are planned in SQL and placed by the callback role
    AmiRole(name=RoleName.AGENT_API, read=(), write=("call",), events=()),
    AmiRole(name=RoleName.CALLBACK, read=(), write=("call", "originate"), events=()),
)
