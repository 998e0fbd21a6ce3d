"""Translates AMI events into facts. Pure: one event in, its facts out.

Text that a citizen or a trunk may have chosen is cleaned and cut here. Whether a channel came to us or was created by
us follows from its first state (Ring: it came), not from its context, which an outgoing leg shares with its trunk.
"""

from collections.abc import Callable, Collection

from hotline.asterisk.ami.messages import AmiEvent
from hotline.domain.facts.channel import endpoint_of, is_supervision, placed_letter
from hotline.domain.facts.facts import Fact, FactKind
from hotline.domain.numbers.text import clean
from hotline.names.contexts import Context, ContextFamily
from hotline.names.dialplan import UserEvent, UserEventHeader

_CAME_TO_US = "4"  # the channel state Ring: the other end dialled
_NOBODY = "<unknown>"  # how Asterisk writes a missing caller id


def facts_of(event: AmiEvent, hotline_numbers: Collection[str]) -> list[Fact]:
    """The facts in an event; most events have none. `hotline_numbers` are in every spelling that is dialled."""
    if event.name == "OriginateResponse":
        return _refused(event)
    reader = _READERS.get(event.name)
    if reader is None:
        return []
    fact = reader(event, hotline_numbers)
    return [] if fact is None else [fact]


def caller_id(value: str) -> str:
    """A caller's number or name as Asterisk writes it; "" if there is none."""
    return "" if value == _NOBODY else clean(value)


def _born(event: AmiEvent, hotline_numbers: Collection[str]) -> Fact | None:
    headers = event.headers
    context = headers.get("Context", "")
    if placed_letter(headers.get("Uniqueid", "")):
        return _placed(event, FactKind.PLACED)
    if is_supervision(headers.get("Uniqueid", "")):
        return _placed(event, FactKind.SUPERVISES)
    if context.startswith(ContextFamily.TRUNK):
        return _arrived(event, context) if headers.get("ChannelState") == _CAME_TO_US else _party(event, context)
    if context != Context.FROM_AGENT:
        return None
    if headers.get("ChannelState") == _CAME_TO_US:  # an agent may call the hotline like a citizen
        return _arrived(event, context) if headers.get("Exten") in hotline_numbers else None
    return _leg(event)


def _arrived(event: AmiEvent, context: str) -> Fact | None:
    headers = event.headers
    return _fact(
        FactKind.ARRIVED,
        event,
        data={
            "name": clean(headers.get("Channel", "")),
            "linkedid": headers.get("Linkedid", ""),
            "trunk": context.removeprefix(ContextFamily.TRUNK) if context != Context.FROM_AGENT else "",
            "caller": caller_id(headers.get("CallerIDNum", "")),
            "caller_name": caller_id(headers.get("CallerIDName", "")),
            "called": clean(headers.get("Exten", "")),
        },
    )


def _placed(event: AmiEvent, kind: FactKind) -> Fact | None:
    name = clean(event.headers.get("Channel", ""))
    return _fact(kind, event, data={"name": name, "extension": clean(endpoint_of(name))})


def _party(event: AmiEvent, context: str) -> Fact | None:
    if event.headers.get("Linkedid") == event.headers.get("Uniqueid"):
        return None  # belongs to no call of ours
    data = {
        "name": clean(event.headers.get("Channel", "")),
        "linkedid": event.headers.get("Linkedid", ""),
        "trunk": context.removeprefix(ContextFamily.TRUNK),
    }
    return _fact(FactKind.PARTY, event, data=data)


def _refused(event: AmiEvent) -> list[Fact]:
    """A failed Originate, perhaps before there was a channel, if the phone is not registered."""
    headers = event.headers
    call = headers.get("ActionID", "")
    if headers.get("Response") != "Failure" or not placed_letter(call):
        return []
    name = clean(headers.get("Channel", ""))
    placed = {"name": name, "extension": endpoint_of(name) or name.partition("/")[2]}
    told = {FactKind.PLACED: placed, FactKind.ENDED: {"cause": "0"}}
    return [Fact(kind=kind, channel=call, at=event.at, call=call, data=data) for kind, data in told.items()]


def _leg(event: AmiEvent) -> Fact | None:
    headers = event.headers
    name, linkedid = headers.get("Channel", ""), headers.get("Linkedid", "")
    extension = endpoint_of(name)
    if not extension or linkedid == headers.get("Uniqueid"):
        return None
    return _fact(FactKind.LEG, event, data={"name": clean(name), "extension": clean(extension), "linkedid": linkedid})


def _mark(event: AmiEvent, _: Collection[str]) -> Fact | None:
    headers = event.headers
    if headers.get("UserEvent") != UserEvent.MARK:
        return None
    return _fact(
        FactKind.MARK,
        event,
        peer=clean(headers.get(UserEventHeader.MARK, "")),
        data={"value": clean(headers.get(UserEventHeader.VALUE, ""))},
    )


def _rings(event: AmiEvent, _: Collection[str]) -> Fact | None:
    """An outside telephone rings; early media from the carrier counts as well."""
    headers = event.headers
    outside = headers.get("DestContext", "").startswith(ContextFamily.TRUNK)
    if not outside or headers.get("DialStatus") not in ("RINGING", "PROGRESS"):
        return None
    call = headers.get("DestAccountCode", "")
    return Fact(kind=FactKind.RINGS, channel=headers.get("DestUniqueid", ""), at=event.at, call=call)


def _joined(event: AmiEvent, _: Collection[str]) -> Fact | None:
    return _fact(FactKind.JOINED, event, peer=event.headers.get("BridgeUniqueid", ""))


def _left(event: AmiEvent, _: Collection[str]) -> Fact | None:
    return _fact(FactKind.LEFT, event, peer=event.headers.get("BridgeUniqueid", ""))


def _hold(event: AmiEvent, _: Collection[str]) -> Fact | None:
    return _fact(FactKind.HOLD, event, peer=_moment(event))


def _unhold(event: AmiEvent, _: Collection[str]) -> Fact | None:
    return _fact(FactKind.UNHOLD, event, peer=_moment(event))


def _ended(event: AmiEvent, _: Collection[str]) -> Fact | None:
    return _fact(FactKind.ENDED, event, data={"cause": clean(event.headers.get("Cause", ""))})


def _moment(event: AmiEvent) -> str:
    """What distinguishes one hold from the next."""
    return event.headers.get("Timestamp") or event.at.isoformat()


def _fact(kind: FactKind, event: AmiEvent, *, peer: str = "", data: dict[str, str] | None = None) -> Fact | None:
    channel = event.headers.get("Uniqueid", "")
    if not channel:
        return None
    return Fact(
        kind=kind,
        channel=channel,
        at=event.at,
        peer=peer,
        call=event.headers.get("AccountCode", ""),
        data=data if data is not None else {},
    )


_READERS: dict[str, Callable[[AmiEvent, Collection[str]], Fact | None]] = {
    "Newchannel": _born,
    "UserEvent": _mark,
    "DialState": _rings,
    "BridgeEnter": _joined,
    "BridgeLeave": _left,
    "Hold": _hold,
    "Unhold": _unhold,
    "Hangup": _ended,
}

FACT_EVENTS = frozenset({*_READERS, "OriginateResponse"})  # the events without which calls cannot be followed
