"""Channels that begin in one call and continue in another, because an agent has joined two calls on the telephone.

The channel's own call ends for it at that moment. In the other call it is a leg if it is an agent's telephone, else an
outside line, like the target of any transfer.
"""

from collections.abc import Mapping
from dataclasses import replace

from hotline.domain.facts.facts import Fact, FactKind
from hotline.domain.facts.stays import Channel
from hotline.names.marks import Mark


def as_this_call_sees_them(call_id: str, channels: Mapping[str, Channel]) -> dict[str, Channel]:
    return {name: _seen_from(call_id, _without_marks_of_others(call_id, channel)) for name, channel in channels.items()}


def _without_marks_of_others(call_id: str, channel: Channel) -> Channel:
    """Without marks that the dialplan made for another call, except the one that says that the channel joins it."""
    mine = [fact for fact in channel.facts if fact.kind is not FactKind.MARK or _is_of(call_id, fact)]
    return channel if len(mine) == len(channel.facts) else Channel(mine)


def _is_of(call_id: str, mark: Fact) -> bool:
    return mark.call in ("", call_id) or mark.peer == Mark.JOINS.value


def _seen_from(call_id: str, channel: Channel) -> Channel:
    joins = channel.mark(Mark.JOINS)
    if joins is None:
        return channel
    joined, _, extension = joins.data.get("value", "").partition(":")
    if joined != call_id:
        return Channel(_until(joins, channel.facts))
    if not extension:
        return channel
    leg = replace(joins, kind=FactKind.LEG, peer="", data={"extension": extension})
    return Channel([*(fact for fact in channel.facts if fact.kind is not FactKind.LEG), leg])


def _until(joins: Fact, facts: list[Fact]) -> list[Fact]:
    """The channel's facts up to the join, followed by an end."""
    ends = (FactKind.ENDED, FactKind.LOST)
    before = [fact for fact in facts if fact.at <= joins.at and fact.kind not in ends]
    left = [fact for fact in facts if fact.kind is FactKind.LEFT and fact.at > joins.at]
    here = {fact.peer for fact in before if fact.kind is FactKind.JOINED}
    over = [replace(fact, at=joins.at) for fact in left if fact.peer in here]
    return [*before, *over, replace(joins, kind=FactKind.ENDED, peer="", data={"cause": "16"})]
