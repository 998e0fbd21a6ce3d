"""What the facts of one call say of each channel, and when two of them were together in a bridge."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from hotline.domain.facts.facts import Fact, FactKind
from hotline.names.marks import Mark


@dataclass(frozen=True)
class Span:
    """A stay in a bridge; an open end is None."""

    start: datetime
    end: datetime | None


class Channel:
    """The facts of one channel, by kind."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self.by_kind: dict[FactKind, dict[str, Fact]] = {}
        for fact in facts:
            self.by_kind.setdefault(fact.kind, {})[fact.peer] = fact

    @property
    def facts(self) -> list[Fact]:
        return [fact for some in self.by_kind.values() for fact in some.values()]

    def one(self, kind: FactKind) -> Fact | None:
        return next(iter(self.by_kind.get(kind, {}).values()), None)

    def mark(self, mark: Mark) -> Fact | None:
        return self.by_kind.get(FactKind.MARK, {}).get(mark.value)

    @property
    def ended_at(self) -> datetime | None:
        end = self.one(FactKind.ENDED) or self.one(FactKind.LOST)
        return end.at if end else None

    def stays(self) -> dict[str, Span]:
        """When the channel was in which bridge."""
        left = self.by_kind.get(FactKind.LEFT, {})
        return {
            bridge: Span(joined.at, left[bridge].at if bridge in left else self.ended_at)
            for bridge, joined in self.by_kind.get(FactKind.JOINED, {}).items()
        }

    @property
    def on_hold(self) -> bool:
        """Whether the last word of this channel was to hold the other side."""
        holds, unholds = (self.by_kind.get(kind, {}).values() for kind in (FactKind.HOLD, FactKind.UNHOLD))
        last_hold = max((fact.at for fact in holds), default=None)
        last_unhold = max((fact.at for fact in unholds), default=None)
        return last_hold is not None and (last_unhold is None or last_unhold < last_hold)


def by_channel(facts: Iterable[Fact]) -> dict[str, Channel]:
    sorted_out: dict[str, list[Fact]] = {}
    for fact in facts:
        sorted_out.setdefault(fact.channel, []).append(fact)
    return {channel: Channel(some) for channel, some in sorted_out.items()}


def together(one: Channel, other: Channel) -> list[Span]:
    """When both were in the same bridge."""
    theirs = other.stays()
    shared = []
    for bridge, mine in one.stays().items():
        if bridge not in theirs:
            continue
        start = max(mine.start, theirs[bridge].start)
        ends = [end for end in (mine.end, theirs[bridge].end) if end is not None]
        end = min(ends, default=None)
        if end is None or start < end:
            shared.append(Span(start, end))
    return shared


def length_s(spans: list[Span], until: datetime | None) -> float:
    """The time that the spans cover together, in seconds; an open one lasts `until`."""
    total, covered = timedelta(), None  # no floats: their sum would depend on the order of spans that begin together
    for span in sorted(spans, key=lambda span: span.start):
        end = span.end or until
        if end is None:
            continue
        start = span.start if covered is None else max(span.start, covered)
        total += max(timedelta(), end - start)
        covered = end if covered is None else max(covered, end)
    return total.total_seconds()


def holds(channel: Channel, spans: Iterable[Span]) -> bool:
    """Whether it is with the citizen and has put them on hold; `spans` are its stays with them."""
    return channel.on_hold and any(span.end is None for span in spans)


def held(channels: Mapping[str, Channel], spans: Mapping[str, list[Span]]) -> bool:
    """Whether everybody who is with the citizen has put them on hold."""
    there = [channels[channel] for channel, some in spans.items() if any(span.end is None for span in some)]
    return bool(there) and all(channel.on_hold for channel in there)


def asterisk_died(channel: Channel) -> bool:
    """Whether it went away under the citizen: nobody saw the end, or the journal says that nobody hung up and for no
    cause, as when it is stopped in good order. (A line that fell silent is ended by nobody too, but with a cause.)"""
    ended = channel.one(FactKind.ENDED)
    return ended is None or (ended.data.get("source"), ended.data.get("cause")) == ("", "0")
