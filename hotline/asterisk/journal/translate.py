"""Translates a line of the journal into the facts that AMI would give. Pure.

The journal has no holds (which matter only during a call). In exchange each line names its linkedid, so that a fact
finds its call even if the line that created its channel was read long ago.
"""

import json
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime

from hotline.domain.facts.channel import endpoint_of, is_supervision, placed_letter
from hotline.domain.facts.facts import Fact, FactKind
from hotline.domain.numbers.text import clean
from hotline.names.contexts import Context, ContextFamily
from hotline.names.dialplan import CEL_EVENT

Line = Mapping[str, str]


def fact_of(line: Line, hotline_numbers: Collection[str]) -> Fact | None:
    """The fact in a line; None for most kinds of line, and for malformed ones."""
    reader = _READERS.get(line["event"])
    try:
        return reader(line, hotline_numbers) if reader and line["uniqueid"] else None
    except (ValueError, KeyError, TypeError, OverflowError, OSError):  # OSError: a time outside the range of the clock
        return None


def _born(line: Line, hotline_numbers: Collection[str]) -> Fact | None:
    context, own = line["context"], line["uniqueid"] == line["linkedid"]
    if placed_letter(line["uniqueid"]) or is_supervision(line["uniqueid"]):
        name = clean(line["channel"])
        kind = FactKind.SUPERVISES if is_supervision(line["uniqueid"]) else FactKind.PLACED
        return _fact(kind, line, data={"name": name, "extension": clean(endpoint_of(name))})
    if own and context.startswith(ContextFamily.TRUNK):
        return _arrived(line, context.removeprefix(ContextFamily.TRUNK))
    if own and context == Context.FROM_AGENT and line["exten"] in hotline_numbers:
        return _arrived(line, "")
    if context.startswith(ContextFamily.TRUNK):
        data = {"name": clean(line["channel"]), "linkedid": line["linkedid"]}
        return _fact(FactKind.PARTY, line, data=data | {"trunk": context.removeprefix(ContextFamily.TRUNK)})
    extension = endpoint_of(line["channel"])
    if own or context != Context.FROM_AGENT or not extension:
        return None
    data = {"name": clean(line["channel"]), "extension": clean(extension), "linkedid": line["linkedid"]}
    return _fact(FactKind.LEG, line, data=data)


def _arrived(line: Line, trunk: str) -> Fact:
    data = {
        "name": clean(line["channel"]),
        "linkedid": line["linkedid"],
        "trunk": trunk,
        "caller": clean(line["caller"]),
        "caller_name": clean(line["caller_name"]),
        "called": clean(line["exten"]),
    }
    return _fact(FactKind.ARRIVED, line, data=data)


def _mark(line: Line, _: Collection[str]) -> Fact | None:
    if line["user_event"] != CEL_EVENT:
        return None
    name, _, value = str(json.loads(line["extra"])["extra"]).partition(":")
    return _fact(FactKind.MARK, line, peer=clean(name), data={"value": clean(value)})


def _joined(line: Line, _: Collection[str]) -> Fact:
    return _fact(FactKind.JOINED, line, peer=str(json.loads(line["extra"])["bridge_id"]))


def _left(line: Line, _: Collection[str]) -> Fact:
    return _fact(FactKind.LEFT, line, peer=str(json.loads(line["extra"])["bridge_id"]))


def _ended(line: Line, _: Collection[str]) -> Fact:
    extra = json.loads(line["extra"])
    return _fact(
        FactKind.ENDED, line, data={"cause": str(extra["hangupcause"]), "source": clean(str(extra["hangupsource"]))}
    )


def _fact(kind: FactKind, line: Line, *, peer: str = "", data: dict[str, str] | None = None) -> Fact:
    return Fact(
        kind=kind,
        channel=line["uniqueid"],
        at=datetime.fromtimestamp(float(line["time"]), UTC),
        peer=peer,
        call=line["accountcode"],
        data=data if data is not None else {},
    )


_READERS: dict[str, Callable[[Line, Collection[str]], Fact | None]] = {
    "CHAN_START": _born,
    "USER_DEFINED": _mark,
    "BRIDGE_ENTER": _joined,
    "BRIDGE_EXIT": _left,
    "HANGUP": _ended,
}
