"""Whose pause by app_queue is made a hold, and whose is undone because Asterisk died under a phone that rang."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, cast

from cti.queues.blocks import CUT, Unanswered, not_cut_off
from cti.queues.members import Members
from hotline.asterisk.ami.connection import AmiConnection
from hotline.asterisk.ami.presence import MemberGone, MemberSeen
from hotline.domain.agents.agent import FORWARDED_REASON, AgentBlock
from tests.parts.facts.people import agent

AUTO_PAUSE_REASON = "Auto-Pause"
NOW = datetime(2026, 11, 21, 4, tzinfo=UTC)


class Obedient:
    """An Asterisk that takes every command and says nothing of it."""

    def __init__(self) -> None:
        self.told: list[Mapping[str, Any]] = []

    async def send(self, action: Mapping[str, Any]) -> None:
        self.told.append(action)


def seen(*, paused: bool = True, reason: str = AUTO_PAUSE_REASON, penalty: int = 0) -> MemberSeen:
    return MemberSeen(
        queue="hotline",
        extension="1001",
        username="agent1001",
        paused=paused,
        reason=reason,
        penalty=penalty,
        at=NOW,
    )


def members(asterisk: Obedient) -> Members:
    return Members(cast("AmiConnection", asterisk), ["hotline"])


def agreed(room: Members, asterisk: Obedient, *blocks: AgentBlock) -> list[str]:
    """What Asterisk is told of the agent's pause: "true" or "false"."""
    asterisk.told.clear()
    asyncio.run(room.agree({"agent1001": agent(blocks=frozenset(blocks))}))
    return [str(action["Paused"]) for action in asterisk.told]


def test_a_pause_for_a_phone_that_was_not_picked_up_is_never_simply_undone() -> None:
    asterisk = Obedient()
    room = members(asterisk)
    for restarted in (False, True):
        room.load([seen(paused=False, reason="")], restarted=restarted)
        room.see(seen())
        assert room.block_for(seen())
        assert agreed(room, asterisk) == []
    room.load([seen()], restarted=False)
    assert room.block_for(seen())
    assert agreed(room, asterisk) == []
    assert agreed(room, asterisk, AgentBlock.NO_ANSWER) == ["true"]


def test_a_pause_that_a_dead_asterisk_left_behind_is_undone() -> None:
    asterisk = Obedient()
    room = members(asterisk)
    room.load([seen()], restarted=True)
    room.see(seen())  # e.g. its phone is reachable again
    assert not room.block_for(seen())
    assert agreed(room, asterisk) == ["false"]


def test_it_stays_forgiven_until_asterisk_says_that_it_is_undone() -> None:
    asterisk = Obedient()
    room = members(asterisk)
    room.load([seen()], restarted=True)
    agreed(room, asterisk)
    assert not room.block_for(seen()), "told before it heard us"
    room.load([seen()], restarted=False)
    assert not room.block_for(seen()), "it did not hear us, and the connection is a new one"
    room.see(seen(paused=False, reason=""))
    assert room.block_for(seen()), "this time nobody picked up"


def test_a_penalty_is_told_when_asterisk_has_another_and_only_then() -> None:
    asterisk = Obedient()
    room = members(asterisk)
    helper = {"agent1001": agent(penalties={"hotline": 5})}
    for _ in range(2):  # after each connect
        asterisk.told.clear()
        room.load([seen(paused=False, reason="")], restarted=False)
        for _ in range(2):
            asyncio.run(room.agree(helper))
        (told,) = asterisk.told
        assert (told["Action"], told["Queue"], told["Penalty"]) == ("QueuePenalty", "hotline", "5")
    asterisk.told.clear()
    room.load([seen(paused=False, reason="", penalty=5)], restarted=True)
    asyncio.run(room.agree(helper))
    assert asterisk.told == []


def test_who_has_signed_out_and_in_again_begins_anew() -> None:
    room = members(Obedient())
    room.load([seen()], restarted=True)
    room.see(MemberGone(queue="hotline", extension="1001", username="agent1001", at=NOW))
    assert room.block_for(seen())


def test_who_did_not_pick_up_well_before_it_died_or_since_is_still_to_be_held() -> None:
    times = {"declined": NOW - 2 * CUT, "cut": NOW - CUT, "meanwhile": NOW + CUT, "later": NOW + 3 * CUT}
    noted = {name: Unanswered(block=AgentBlock.NO_ANSWER, since=since) for name, since in times.items()}
    assert not_cut_off(noted, NOW, NOW + 2 * CUT).keys() == {"declined", "later"}


def test_a_telephone_that_is_forwarded_is_held_for_that_and_not_for_silence() -> None:
    asterisk = Obedient()
    room = members(asterisk)
    room.load([seen(paused=False, reason="")], restarted=False)
    forwarded = seen(reason=FORWARDED_REASON)
    room.see(forwarded)
    assert room.block_for(forwarded) is AgentBlock.FORWARDED
    assert agreed(room, asterisk) == []
    assert agreed(room, asterisk, AgentBlock.FORWARDED) == ["true"]
