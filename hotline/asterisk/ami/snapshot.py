"""A snapshot of Asterisk, to be taken after each Connected: what is missing in it has ended unobserved.

Bridges need no list of their own, because each channel names its bridge. All times derived from a snapshot are upper
bounds ("had happened by then"), so the time of a witness who saw it takes precedence: of two reports of one fact the
earlier one counts.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hotline.asterisk.ami.connection import AmiConnection
from hotline.asterisk.ami.messages import AmiEvent, AmiRefused
from hotline.asterisk.ami.presence import ContactSeen, MemberSeen, member_of
from hotline.asterisk.ami.translate import caller_id
from hotline.domain.facts.channel import endpoint_of
from hotline.domain.facts.facts import Fact, FactKind
from hotline.domain.numbers.text import clean
from hotline.names.contexts import Context, ContextFamily
from hotline.names.marks import Mark

_MADE_BY_ASTERISK = re.compile(r"(?:^|-)(\d{1,10})\.\d+$")  # NODE-EPOCH.NUMBER


@dataclass(frozen=True, kw_only=True)
class ChannelSeen:
    """A live channel. `bridge` is "" outside of any; `context` and `exten` are its position in the dialplan."""

    uniqueid: str
    name: str
    linkedid: str
    account: str
    context: str
    exten: str
    caller: str
    caller_name: str
    application: str
    bridge: str

    @property
    def is_citizen(self) -> bool:
        """The dialplan's first step on a citizen's channel sets its own uniqueid, made by Asterisk, as accountcode.

        A channel that we created has an id made by us. A channel that an agent's phone created may have dialled out or
        called the hotline: only the journal knows which.
        """
        is_own = self.account == self.uniqueid and _MADE_BY_ASTERISK.search(self.uniqueid) is not None
        return is_own and not self.is_agent

    @property
    def is_agent(self) -> bool:
        """Whether it is an agent's phone's: the name of its endpoint is an extension."""
        return endpoint_of(self.name).isdigit()

    @property
    def is_agents_leg(self) -> bool:
        """Whether it was created towards an agent's phone and has not been moved by the dialplan since."""
        return self.context == Context.FROM_AGENT and self.linkedid != self.uniqueid and bool(endpoint_of(self.name))


@dataclass(frozen=True, kw_only=True)
class WaitingSeen:
    """A citizen in a queue. `position` counts from 1; Asterisk reports the wait in whole seconds, hence `joined_by`."""

    channel: str
    queue: str
    position: int
    joined_by: datetime


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """Asterisk at `at` (our clock).

    `reachable` are the extensions whose phones answer, `contacts` the registrations; `holding` are the channels of
    agents' phones that hold the other party; `started` changes when, and only when, Asterisk is restarted.
    """

    at: datetime
    started: str
    channels: Mapping[str, ChannelSeen]
    waiting: tuple[WaitingSeen, ...]
    members: tuple[MemberSeen, ...]
    reachable: frozenset[str]
    contacts: tuple[ContactSeen, ...] = ()
    holding: frozenset[str] = frozenset()


async def take_snapshot(connection: AmiConnection, clock: Callable[[], datetime]) -> Snapshot:
    """Query everything (classes system or reporting); raises like AmiConnection.send.

    Channels come first, because the caller must not have taken in later events before comparing them.
    """
    channels = await connection.send_list({"Action": "CoreShowChannels"})
    at = clock()
    seen = {channel.uniqueid: channel for channel in map(_channel, channels)}
    holding = [channel.uniqueid for channel in seen.values() if channel.is_agent and await _holds(connection, channel)]
    queues = await connection.send_list({"Action": "QueueStatus"})
    contacts = await _contacts(connection)
    status = (await connection.send({"Action": "CoreStatus"})).headers
    return Snapshot(
        at=at,
        started=f"{status.get('CoreStartupDate', '')} {status.get('CoreStartupTime', '')}",
        channels=seen,
        waiting=tuple(_waiting(event) for event in queues if event.name == "QueueEntry"),
        members=tuple(member for event in queues if event.name == "QueueMember" and (member := member_of(event))),
        reachable=frozenset(event.headers["Endpoint"] for event in contacts if event.headers["Status"] == "Reachable"),
        contacts=tuple(
            ContactSeen(extension=event.headers["Endpoint"], uri=event.headers.get("Uri", ""), registered=True)
            for event in contacts
        ),
        holding=frozenset(holding),
    )


def standing_facts(snapshot: Snapshot) -> list[Fact]:
    """The facts that the snapshot proves: citizens' channels, agents' legs, who waits, and who is in which bridge."""
    return list(_standing(snapshot))


def _standing(snapshot: Snapshot) -> Iterator[Fact]:
    for channel in snapshot.channels.values():
        born = _born_by(channel.uniqueid, snapshot.at)
        if channel.is_citizen:
            yield Fact(
                kind=FactKind.ARRIVED, channel=channel.uniqueid, at=born, call=channel.account, data=_arrival(channel)
            )
        elif channel.is_agents_leg:
            data = {"name": channel.name, "extension": endpoint_of(channel.name), "linkedid": channel.linkedid}
            yield Fact(kind=FactKind.LEG, channel=channel.uniqueid, at=born, call=channel.account, data=data)
        if channel.bridge:
            yield Fact(
                kind=FactKind.JOINED,
                channel=channel.uniqueid,
                at=max(snapshot.at, born),
                peer=channel.bridge,
                call=channel.account,
            )
    for waiting in snapshot.waiting:
        yield Fact(
            kind=FactKind.MARK,
            channel=waiting.channel,
            at=waiting.joined_by,
            peer=Mark.WAITS.value,
            data={"value": waiting.queue},
        )


def _arrival(channel: ChannelSeen) -> dict[str, str]:
    """What is still certain about an arrival; the number dialled is known only until the dialplan moves on."""
    data = {
        "name": channel.name,
        "linkedid": channel.linkedid,
        "caller": channel.caller,
        "caller_name": channel.caller_name,
    }
    if channel.context.startswith(ContextFamily.TRUNK):
        data |= {"trunk": channel.context.removeprefix(ContextFamily.TRUNK), "called": channel.exten}
    return data


def _born_by(uniqueid: str, at: datetime) -> datetime:
    """The latest time at which a channel can have been created: its uniqueid has the second, by Asterisk's clock. Our
    clock, `at`, is used only within that second, because it may be behind.
    """
    match = _MADE_BY_ASTERISK.search(uniqueid)
    if match is None:
        return at
    second = datetime.fromtimestamp(int(match[1]), UTC)
    last = second + timedelta(microseconds=999_999)
    return at if second <= at < last else last


async def _holds(connection: AmiConnection, channel: ChannelSeen) -> bool:
    try:
        answer = await connection.send(
            {"Action": "Getvar", "Channel": channel.uniqueid, "Variable": "CHANNEL(rtp,hold)"}
        )
    except AmiRefused:  # it has just hung up
        return False
    return answer.headers.get("Value") == "1"


async def _contacts(connection: AmiConnection) -> list[AmiEvent]:
    try:
        return await connection.send_list({"Action": "PJSIPShowContacts"})
    except AmiRefused as error:
        if "No Contacts" in str(error):  # the response for an empty list
            return []
        raise


def _channel(event: AmiEvent) -> ChannelSeen:
    headers = event.headers
    return ChannelSeen(
        uniqueid=headers["Uniqueid"],
        name=clean(headers.get("Channel", "")),
        linkedid=headers.get("Linkedid", ""),
        account=headers.get("AccountCode", ""),
        context=headers.get("Context", ""),
        exten=clean(headers.get("Exten", "")),
        caller=caller_id(headers.get("CallerIDNum", "")),
        caller_name=caller_id(headers.get("CallerIDName", "")),
        application=headers.get("Application", ""),
        bridge=headers.get("BridgeId", ""),
    )


def _waiting(event: AmiEvent) -> WaitingSeen:
    headers = event.headers
    return WaitingSeen(
        channel=headers["Uniqueid"],
        queue=headers["Queue"],
        position=int(headers["Position"]),
        joined_by=event.at - timedelta(seconds=int(headers["Wait"])),
    )
