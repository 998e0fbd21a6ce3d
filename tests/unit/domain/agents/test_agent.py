"""What an agent is shown as, and what the queues are told of them."""

from datetime import datetime, timedelta

import pytest

from hotline.domain.agents.agent import Activity, AgentBlock, AgentState, Membership, Wish, membership, shown_state
from hotline.domain.agents.membership import RUNG_PENALTY, Member, MemberCommand, Step, commands, wanted
from tests.parts.facts.people import agent
from tests.parts.facts.stories import ARRIVAL

NO_ANSWER = frozenset({AgentBlock.NO_ANSWER})
OPEN = Membership(paused=False, reason="")
NOW = ARRIVAL


@pytest.mark.parametrize(
    ("wish", "reason", "blocks", "effect"),
    [
        (Wish.OFFLINE, "", frozenset(), None),
        (Wish.OFFLINE, "", NO_ANSWER, None),
        (Wish.READY, "", frozenset(), OPEN),
        (Wish.READY, "", NO_ANSWER, Membership(paused=True, reason="no_answer")),
        (Wish.READY, "", frozenset(AgentBlock), Membership(paused=True, reason="forwarded")),
        (Wish.READY, "", frozenset({AgentBlock.WRAPUP, AgentBlock.CALLBACK}), OPEN),
        (Wish.PAUSED, "午餐", frozenset(), Membership(paused=True, reason="午餐")),
        (Wish.PAUSED, "午餐", frozenset({AgentBlock.CALLBACK}), Membership(paused=True, reason="午餐")),
    ],
)
def test_the_queue_follows_wish_and_blocks_and_a_block_never_overwrites_lunch(
    wish: Wish, reason: str, blocks: frozenset[AgentBlock], effect: Membership | None
) -> None:
    assert membership(wish, reason, blocks) == effect


def shown(
    wish: Wish = Wish.READY,
    activity: Activity = Activity.IDLE,
    *,
    reachable: bool = True,
    talked: datetime | None = None,
    blocks: frozenset[AgentBlock] = frozenset(),
) -> AgentState:
    return shown_state(
        agent(wish=wish, blocks=blocks), activity, reachable=reachable, last_talk_ended=talked, wrapup_s=5, now=NOW
    )


def test_a_phone_that_talks_is_talking_even_after_its_agent_signed_out() -> None:
    assert shown(Wish.OFFLINE, Activity.TALKING) is AgentState.TALKING
    assert shown(Wish.PAUSED, Activity.RINGING) is AgentState.RINGING


def test_a_closed_softphone_is_offline_whatever_was_wished() -> None:
    assert shown(reachable=False) is AgentState.OFFLINE


def test_wrap_up_lasts_as_long_as_the_queue_says() -> None:
    assert shown(talked=NOW - timedelta(seconds=4.9)) is AgentState.WRAPUP
    assert shown(talked=NOW - timedelta(seconds=5)) is AgentState.READY


def test_a_pause_stands_before_wrap_up_and_a_block_pauses() -> None:
    assert shown(Wish.PAUSED, talked=NOW) is AgentState.PAUSED
    assert shown(blocks=NO_ANSWER) is AgentState.PAUSED


def steps(*what: MemberCommand) -> list[tuple[Step, str, str]]:
    return [(command.step, command.queue, command.extension) for command in what]


def test_nothing_is_told_when_all_agrees() -> None:
    want = wanted([agent("1001"), agent("1002", wish=Wish.PAUSED, reason="午餐")], ["hotline"])
    assert list(commands(want, want)) == []


def test_who_signs_in_is_added_who_signs_out_removed_who_pauses_paused() -> None:
    have = wanted([agent("1001"), agent("1002")], ["hotline"])
    want = wanted(
        [agent("1001", wish=Wish.OFFLINE), agent("1002", wish=Wish.PAUSED, reason="午餐"), agent("1003")], ["hotline"]
    )
    assert steps(*commands(want, have)) == [
        (Step.REMOVE, "hotline", "1001"),
        (Step.PAUSE, "hotline", "1002"),
        (Step.ADD, "hotline", "1003"),
    ]


def test_an_extension_that_changes_hands_leaves_before_it_comes_back() -> None:
    have = {("hotline", "1001"): Member(username="old", membership=OPEN, penalty=0)}
    want = wanted([agent("1001", username="new")], ["hotline"])
    assert steps(*commands(want, have)) == [(Step.REMOVE, "hotline", "1001"), (Step.ADD, "hotline", "1001")]


def test_a_new_penalty_is_told_without_taking_the_agent_out_of_the_queue() -> None:
    have = wanted([agent("1001", queues=("hotline", "health"))], ["hotline", "health"])
    helper = agent("1001", queues=("hotline", "health"), penalties={"hotline": 5})
    (told,) = commands(wanted([helper], ["hotline", "health"]), have)
    assert (told.step, told.queue, told.extension, told.penalty) == (Step.PENALTY, "hotline", "1001", 5)
    added = commands(wanted([helper], ["hotline", "health"]), {})
    assert {(command.queue, command.penalty) for command in added} == {("hotline", 5), ("health", 0)}


def test_an_agent_of_a_queue_that_is_gone_and_one_without_a_phone_have_no_place() -> None:
    assert wanted([agent("1001", queues=("closed",)), agent(None)], ["hotline"]) == {}


def test_who_writes_up_a_transferred_call_is_there_and_not_rung() -> None:
    """A pause would make a queue empty whose agents are all in wrap-up."""
    (place,) = wanted([agent(blocks=frozenset({AgentBlock.WRAPUP}))], ["hotline"]).values()
    assert (place.membership, place.penalty > RUNG_PENALTY) == (OPEN, True)
    (place,) = wanted([agent()], ["hotline"]).values()
    assert (place.membership, place.penalty) == (OPEN, 0)
