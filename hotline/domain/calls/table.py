"""The call table: assigns facts to calls, and holds the live calls.

A channel's call is determined by the first rule that applies: it is a citizen's own channel, or the first channel of a
call that we place; a witness named the call (accountcode); it was created for another channel (linkedid, which is good
enough for the phones of a queue). A fact whose call is not known yet is kept; it is not dropped while its channel may
still be explained.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from hotline.domain.calls.call import Call
from hotline.domain.calls.projection import project
from hotline.domain.facts.facts import Fact, FactKey, FactKind, merge

# A call stays in memory this long after its end, so that late reports find it without a query.
KEEP_ENDED = timedelta(seconds=60)
# Facts of channels that belong to no call (an agent dialling, a probe) are dropped after this time.
KEEP_LOOSE = timedelta(minutes=10)


class CallTable:
    """Calls by id, each a set of facts. No I/O, no clock: times come with the facts and with `prune`."""

    def __init__(self) -> None:
        self._facts: dict[str, dict[FactKey, Fact]] = {}
        self._calls: dict[str, Call] = {}
        self._owner: dict[str, str] = {}
        self._loose: dict[str, list[Fact]] = {}
        self._unsaved: set[str] = set()

    def __contains__(self, call_id: str) -> bool:
        return call_id in self._calls

    def apply(self, facts: Iterable[Fact]) -> dict[str, tuple[Call | None, Call]]:
        """Add facts; returns the calls that changed, before and after, in the order in which they
        were first touched.
        """
        touched: dict[str, None] = {}
        for fact in facts:
            for call_id in self._place(fact):
                touched[call_id] = None
        changed = {}
        for call_id in touched:
            before = self._calls.get(call_id)
            after = project(call_id, self._facts[call_id].values())
            if after is not None and after != before:
                self._calls[call_id] = after
                changed[call_id] = (before, after)
        return changed

    def get(self, call_id: str) -> Call | None:
        return self._calls.get(call_id)

    def facts(self, call_id: str) -> list[Fact]:
        return list(self._facts.get(call_id, {}).values())

    def unsaved(self) -> set[str]:
        """Calls with facts added since `saved`, whether or not these changed the call."""
        return {call_id for call_id in self._unsaved if call_id in self._calls}

    def saved(self, call_ids: Iterable[str]) -> None:
        """The facts of these calls have been committed."""
        self._unsaved.difference_update(call_ids)

    def live(self) -> Iterator[Call]:
        return (call for call in self._calls.values() if call.live)

    def call_of(self, channel: str) -> str | None:
        """The call that a channel belongs to, if it is known."""
        return self._owner.get(channel)

    def open_channels(self, call_id: str) -> dict[str, datetime]:
        """The channels of a call whose end has not been seen, and when each was first seen."""
        facts = self._facts.get(call_id, {}).values()
        over = {fact.channel for fact in facts if fact.kind in (FactKind.ENDED, FactKind.LOST)}
        first: dict[str, datetime] = {}
        for fact in facts:
            if fact.channel not in over:
                first[fact.channel] = min(fact.at, first.get(fact.channel, fact.at))
        return first

    def prune(self, now: datetime) -> None:
        """Drop calls that ended KEEP_ENDED ago, and unassigned facts older than KEEP_LOOSE."""
        gone = {call.id for call in self._calls.values() if call.ended_at and call.ended_at < now - KEEP_ENDED}
        for call_id in gone:
            del self._calls[call_id], self._facts[call_id]
            self._unsaved.discard(call_id)
        if gone:
            self._owner = {channel: owner for channel, owner in self._owner.items() if owner not in gone}
        self._forget_unexplained(now - KEEP_LOOSE)

    def _forget_unexplained(self, before: datetime) -> None:
        for channel in [channel for channel, facts in self._loose.items() if facts[-1].at < before]:
            del self._loose[channel]
        never_arrived = [owner for owner in self._facts if owner not in self._calls]
        for owner in never_arrived:
            if max(fact.at for fact in self._facts[owner].values()) < before:
                del self._facts[owner]
                self._unsaved.discard(owner)
                self._owner = {channel: other for channel, other in self._owner.items() if other != owner}

    def _place(self, fact: Fact) -> Iterator[str]:
        owner = self._owner.get(fact.channel) or _owner_named_by(fact)
        if owner is None:
            self._loose.setdefault(fact.channel, []).append(fact)
            return
        if fact.channel not in self._owner:
            self._owner[fact.channel] = owner
            for waiting in self._loose.pop(fact.channel, ()):
                self._add(owner, waiting)
        for call in {
            owner: None,
            fact.call or owner: None,
        }:  # a channel that has joined another call is told of in both
            self._add(call, fact)
            yield call

    def _add(self, call_id: str, fact: Fact) -> None:
        facts = self._facts.setdefault(call_id, {})
        known = facts.get(fact.key)
        facts[fact.key] = merge(known, fact) if known else fact
        if facts[fact.key] != known:
            self._unsaved.add(call_id)


def _owner_named_by(fact: Fact) -> str | None:
    if fact.kind in (FactKind.ARRIVED, FactKind.PLACED):
        return fact.channel
    if fact.call:
        return fact.call
    if fact.kind in (FactKind.LEG, FactKind.PARTY):
        return fact.data.get("linkedid") or None
    return None
