"""What the system holds agents back for, on its way into SQL."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from hotline.domain.agents.agent import Agent, AgentBlock
from hotline.domain.agents.telephone import REMEMBERED, Refusal
from hotline.domain.calls.owners import Owners
from hotline.store.agents import agents, desks, extension_owners, phone_refusals
from hotline.store.reports import alarms
from hotline.store.reports.alarms import AlarmKind

CUT = timedelta(seconds=2)  # whose phone fell silent so shortly before Asterisk died was cut off: nobody declined


@dataclass(frozen=True, kw_only=True)
class Unanswered:
    """Whom Asterisk has paused, what for and since when."""

    block: AgentBlock
    since: datetime


@dataclass(frozen=True, kw_only=True)
class Staff:
    """Everybody as they are, whose the phones are and were, whose desk is open, whose phone was refused, and when the
    next hold ends."""

    people: Sequence[Agent]
    owners: Owners
    next_over: datetime | None
    desks: Mapping[str, bool | None]
    refusals: Mapping[str, Refusal]


def block_and_load(
    connection: Connection, unanswered: Mapping[str, Unanswered], without_codec: Collection[str], now: datetime
) -> Staff:
    """Hold the agents who did not pick up (by username), tell of telephones that cannot (by extension), let go whose
    time is over, and give everybody as they are after it."""
    for extension in sorted(without_codec):
        alarms.sound(connection, AlarmKind.PHONE_CODEC, extension, now)
    for username, one in sorted(unanswered.items()):
        if one.block is not AgentBlock.NO_ANSWER:
            agents.unblock(connection, username, AgentBlock.NO_ANSWER)
        agents.block(connection, username, one.block, one.since)
    agents.unblock_those_over(connection, now)
    return load_staff(connection, now)


def load_staff(connection: Connection, now: datetime) -> Staff:
    return Staff(
        people=agents.load_all(connection),
        owners=extension_owners.of_everybody(connection),
        next_over=agents.next_block_over(connection),
        desks=desks.open_now(connection, now),
        refusals=phone_refusals.since(connection, now - REMEMBERED),
    )


def let_off(connection: Connection, died_at: datetime, seen_at: datetime) -> int:
    """Asterisk died under its calls, and was seen again at `seen_at`: whose phone it cut off is not held for it; how
    many there were."""
    return agents.unblock_begun_between(connection, AgentBlock.NO_ANSWER, died_at - CUT, seen_at)


def not_cut_off(unanswered: Mapping[str, Unanswered], died_at: datetime, seen_at: datetime) -> dict[str, Unanswered]:
    """Those of the agents who did not pick up that are still to be held."""
    return {username: one for username, one in unanswered.items() if not died_at - CUT <= one.since <= seen_at}
