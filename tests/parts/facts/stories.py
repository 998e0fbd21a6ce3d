"""Facts told as stories: seconds after the arrival, who, what."""

from datetime import UTC, datetime, timedelta

from hotline.domain.facts.facts import Fact, FactKind
from hotline.names.marks import Mark

ARRIVAL = datetime(2026, 11, 21, 1, 0, 0, tzinfo=UTC)
CITIZEN = "node1-1763686800.1"
CALLER = "13812345678"


def at(second: float) -> datetime:
    return ARRIVAL + timedelta(seconds=second)


def arrived(second: float = 0, channel: str = CITIZEN, called: str = "12345") -> Fact:
    data = {"caller": CALLER, "caller_name": "李先生", "called": called, "trunk": "carrier"}
    return Fact(kind=FactKind.ARRIVED, channel=channel, at=at(second), data=data)


def mark(second: float, step: Mark, value: str = "", channel: str = CITIZEN) -> Fact:
    return Fact(
        kind=FactKind.MARK, channel=channel, peer=step.value, at=at(second), call=channel, data={"value": value}
    )


def queued(second: float = 3) -> Fact:
    return mark(second, Mark.QUEUE, "hotline")


def rings(second: float, extension: str, channel: str) -> Fact:
    data = {"extension": extension, "linkedid": CITIZEN}
    return Fact(kind=FactKind.LEG, channel=channel, at=at(second), data=data)


def joins(second: float, channel: str, bridge: str = "b1") -> Fact:
    return Fact(kind=FactKind.JOINED, channel=channel, peer=bridge, at=at(second))


def leaves(second: float, channel: str, bridge: str = "b1") -> Fact:
    return Fact(kind=FactKind.LEFT, channel=channel, peer=bridge, at=at(second))


def ends(second: float, channel: str = CITIZEN, *, cause: str = "16", source: str | None = None) -> Fact:
    """`source` is the channel that hung up, as only the journal knows it."""
    data = {"cause": cause} if source is None else {"cause": cause, "source": source}
    return Fact(kind=FactKind.ENDED, channel=channel, at=at(second), data=data)


def lost(second: float, channel: str = CITIZEN, *, restarted: bool = False) -> Fact:
    data = {"restarted": "1"} if restarted else {}
    return Fact(kind=FactKind.LOST, channel=channel, at=at(second), data=data)


def answered_by(extension: str, channel: str, rung: float, spoken: float, over: float) -> list[Fact]:
    """An agent's phone rings, they talk with the citizen, both hang up."""
    return [
        rings(rung, extension, channel),
        joins(spoken, channel),
        joins(spoken, CITIZEN),
        leaves(over, channel),
        leaves(over, CITIZEN),
        ends(over, channel),
        ends(over),
    ]
