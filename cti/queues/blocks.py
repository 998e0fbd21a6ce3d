"""Writes the system's blocks of agents to SQL."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from hotline.domain.agents.agent import Agent, AgentBlock
from hotline.domain.agents.telephone import REMEMBERED, Refusal
from hotline.domain.calls.owners import Owners
from hotline.store.agents import agents, desks, extension_owners, phone_refusals, usual_queues
from hotline.store.reports import alarms
from hotline.store.reports.alarms import AlarmKind

CUT = timedelta(seconds=2)  # phones that stopped ringing so shortly before Asterisk died were cut off; nobody declined


@dataclass(frozen=True, kw_only=True)
class Unanswered:
    """An agent paused by Asterisk, the reason and the time."""

    block: AgentBlock
    since: datetime


@dataclass(frozen=True, kw_only=True)
class Staff:
    """All agents, the present and former owners of extensions, open desks, refused telephones, and when the next block
    ends.
    """

    people: Sequence[Agent]
    owners: Owners
    next_over: datetime | None
    desks: Mapping[str, bool | None]
    refusals: Mapping[str, Refusal]


def block_and_load(
    connection: Connection, unanswered: Mapping[str, Unanswered], without_codec: Collection[str], now: datetime
) -> Staff:
    """Block agents for unanswered calls (by username), raise alarms for telephones without a common codec (by
    extension), remove blocks that are over, and return all agents as they are afterwards.
    """
    for extension in sorted(without_codec):
        alarms.raise_alarm(connection, AlarmKind.PHONE_CODEC, extension, now)
    for username, one in sorted(unanswered.items()):
        if one.block is not AgentBlock.NO_ANSWER:
            agents.unblock(connection, username, AgentBlock.NO_ANSWER)
        agents.block(connection, username, one.block, one.since)
    agents.unblock_those_over(connection, now)
    usual_queues.end_those_over(connection, now)
    return load_staff(connection, now)


def load_staff(connection: Connection, now: datetime) -> Staff:
    over = (agents.next_block_over(connection), usual_queues.next_over(connection))
    return Staff(
        people=agents.load_all(connection),
        owners=extension_owners.of_everybody(connection),
        next_over=min(filter(None, over), default=None),
        desks=desks.open_now(connection, now),
        refusals=phone_refusals.since(connection, now - REMEMBERED),
    )


def let_off(connection: Connection, died_at: datetime, seen_at: datetime) -> int:
    """After Asterisk died under its calls and came back by `seen_at`: remove blocks of agents whose phones were cut
    off; returns how many.
    """
    return agents.unblock_begun_between(connection, AgentBlock.NO_ANSWER, died_at - CUT, seen_at)


def not_cut_off(unanswered: Mapping[str, Unanswered], died_at: datetime, seen_at: datetime) -> dict[str, Unanswered]:
    """The unanswered calls that were not caused by Asterisk's end."""
    return {username: one for username, one in unanswered.items() if not died_at - CUT <= one.since <= seen_at}
