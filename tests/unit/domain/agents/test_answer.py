"""What an agent is held for whose telephone did not take a call."""

from datetime import timedelta

import pytest

from hotline.domain.agents.agent import PAUSES, AgentBlock, Wish, membership
from hotline.domain.agents.answer import AT_ONCE, block_for_cause

SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("cause", "rang", "block"),
    [
        ("0", 20 * SECOND, AgentBlock.NO_ANSWER),
        ("26", SECOND, AgentBlock.NO_ANSWER),
        ("17", SECOND, AgentBlock.DECLINED),
        ("21", 9 * SECOND, AgentBlock.DECLINED),
        ("19", SECOND, AgentBlock.DECLINED),
        ("19", AT_ONCE, AgentBlock.NO_ANSWER),
        ("58", SECOND, AgentBlock.NO_CODEC),
        ("34", SECOND, AgentBlock.PHONE_FAILED),
        ("", SECOND, AgentBlock.NO_ANSWER),
    ],
)
def test_the_telephones_answer_says_what_for(cause: str, rang: timedelta, block: AgentBlock) -> None:
    assert block_for_cause(cause, rang) is block
    assert block in PAUSES


@pytest.mark.parametrize("block", PAUSES)
def test_each_of_them_keeps_calls_away_from_who_is_ready(block: AgentBlock) -> None:
    place = membership(Wish.READY, "", {block, AgentBlock.CALLBACK})
    assert place is not None
    assert (place.paused, place.reason) == (True, block.value)
