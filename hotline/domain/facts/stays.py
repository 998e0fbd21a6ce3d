"""What the facts of a call say about each channel, and when two channels were in a bridge together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from hotline.domain.facts.facts import Fact, FactKind
from hotline.names.marks import Mark


@dataclass(frozen=True)
class Span:
    """A stay in a bridge; `end` is None while it lasts."""

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
        """The channel's stay in each bridge."""
        left = self.by_kind.get(FactKind.LEFT, {})
        return {
            bridge: Span(joined.at, left[bridge].at if bridge in left else self.ended_at)
            for bridge, joined in self.by_kind.get(FactKind.JOINED, {}).items()
        }

    @property
    def on_hold(self) -> bool:
        """Whether the channel's last hold has not been followed by an unhold."""
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
    """The spans in which both channels were in the same bridge."""
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
    """Seconds covered by any of the spans; an open one lasts until `until`."""
    # no floats: their sum would depend on the order of spans that begin at the same time
    total, covered = timedelta(), None
    for span in sorted(spans, key=lambda span: span.start):
        end = span.end or until
        if end is None:
            continue
        start = span.start if covered is None else max(span.start, covered)
        total += max(timedelta(), end - start)
        covered = end if covered is None else max(covered, end)
    return total.total_seconds()


def left_at(spans: Iterable[Span]) -> datetime | None:
    """The end of the last of these spans; None if one lasts, or there is none."""
    ends = [span.end for span in spans]
    return None if None in ends else max((end for end in ends if end), default=None)


def holds(channel: Channel, spans: Iterable[Span]) -> bool:
    """Whether the channel is with the citizen and holds them; `spans` are its stays with the citizen."""
    return channel.on_hold and any(span.end is None for span in spans)


def held(channels: Mapping[str, Channel], spans: Mapping[str, list[Span]]) -> bool:
    """Whether all channels that are with the citizen hold them."""
    there = [channels[channel] for channel, some in spans.items() if any(span.end is None for span in some)]
    return bool(there) and all(channel.on_hold for channel in there)


def asterisk_died(channel: Channel) -> bool:
    """Whether Asterisk died or was stopped during the channel's life: its end was not seen, or has neither a source nor
    a cause in the journal. (The end of a line that fell silent has no source either, but a cause.)
    """
    ended = channel.one(FactKind.ENDED)
    return ended is None or (ended.data.get("source"), ended.data.get("cause")) == ("", "0")
