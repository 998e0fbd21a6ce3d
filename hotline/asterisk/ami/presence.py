"""What Asterisk reports about phones and queue members, as small signs without raw headers. Pure.

Only PeerStatus tells whether a phone can be reached: it covers the endpoint as a whole and comes only with a change.
ContactStatus is about one contact, and the "Removed" of a phone's old address may come after the "Reachable" of its new
one; DeviceStateChange comes with every step of every call. QueueMemberPause tells whether a member is paused.
QueueMemberStatus does too, but another thread sends it, so it may still report a pause that has just been undone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from hotline.asterisk.ami.messages import AmiEvent
from hotline.domain.numbers.text import clean

_PHONE = "PJSIP/"


@dataclass(frozen=True, kw_only=True, slots=True)
class PhoneSeen:
    """An agent's phone answers Asterisk's OPTIONS, or does not (closed, unregistered, unplugged)."""

    extension: str
    reachable: bool
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class MemberSeen:
    """The state of an agent's queue membership. `reason` is that of the pause, "" if not paused."""

    queue: str
    extension: str
    username: str
    paused: bool
    reason: str
    penalty: int
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class MemberGone:
    """An agent is no longer a member of a queue."""

    queue: str
    extension: str
    username: str
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class ContactSeen:
    """An agent's phone is, or is no longer, registered at this address; PeerStatus tells whether it answers."""

    extension: str
    uri: str
    registered: bool


AgentSign = PhoneSeen | MemberSeen | MemberGone | ContactSeen


def sign_of(event: AmiEvent) -> AgentSign | None:
    """The sign in an event; None for other events, and for members and peers that are not PJSIP phones."""
    reader = _READERS.get(event.name)
    return None if reader is None else reader(event)


def member_of(event: AmiEvent) -> MemberSeen | None:
    """A member from a QueueMember… event or from an item of QueueStatus, where two headers have other names."""
    headers = event.headers
    extension = _extension(headers.get("Interface") or headers.get("Location", ""))
    if not extension:
        return None
    return MemberSeen(
        queue=headers.get("Queue", ""),
        extension=extension,
        username=clean(headers.get("MemberName") or headers.get("Name", "")),
        paused=headers.get("Paused") == "1",
        reason=clean(headers.get("PausedReason", "")),
        penalty=_count(headers.get("Penalty", "")),
        at=event.at,
    )


def _count(value: str) -> int:
    return int(value) if value.isascii() and value.isdigit() else 0


def _extension(interface: str) -> str:
    return clean(interface.removeprefix(_PHONE)) if interface.startswith(_PHONE) else ""


def _phone(event: AmiEvent) -> PhoneSeen | None:
    extension = _extension(event.headers.get("Peer", ""))
    if not extension:
        return None
    return PhoneSeen(extension=extension, reachable=event.headers.get("PeerStatus") == "Reachable", at=event.at)


def _contact(event: AmiEvent) -> ContactSeen | None:
    extension = clean(event.headers.get("AOR", ""))
    if not extension.isdigit():  # a trunk's, which does not register with us
        return None
    gone = event.headers.get("ContactStatus") == "Removed"
    return ContactSeen(extension=extension, uri=event.headers.get("URI", ""), registered=not gone)


def _member_gone(event: AmiEvent) -> MemberGone | None:
    member = member_of(event)
    if member is None:
        return None
    return MemberGone(queue=member.queue, extension=member.extension, username=member.username, at=event.at)


_READERS: dict[str, Callable[[AmiEvent], AgentSign | None]] = {
    "PeerStatus": _phone,
    "ContactStatus": _contact,
    "QueueMemberAdded": member_of,
    "QueueMemberPause": member_of,
    "QueueMemberPenalty": member_of,
    "QueueMemberRemoved": _member_gone,
}

SIGN_EVENTS = frozenset(_READERS)  # the events without which agents cannot be followed
