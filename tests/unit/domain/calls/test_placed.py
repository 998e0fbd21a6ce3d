"""Calls that we place: the agent's phone, then the citizen's."""

from itertools import permutations

import pytest

from hotline.domain.calls.call import CallState, Direction, Outcome
from hotline.domain.facts.facts import Fact
from hotline.domain.facts.failure import Failure
from hotline.names.marks import Mark
from tests.parts.facts.placed import CALL, OUTBOUND, TALK, call, dialling, party, placed
from tests.parts.facts.stories import at, ends, joins, leaves, lost, mark


def test_the_letter_of_its_id_says_what_a_call_is_for() -> None:
    assert call(placed()).direction is Direction.CALLBACK
    assert call(placed(channel=OUTBOUND), of=OUTBOUND).direction is Direction.OUTBOUND


def test_what_an_agent_dials_on_the_phone_begins_with_the_word_of_the_dialplan() -> None:
    dialled = "node1-1763686800.17"
    one = call(mark(0, Mark.DIALS, "1001:13812345678", dialled), mark(0, Mark.DIALLING, channel=dialled), of=dialled)
    assert (one.direction, one.called, one.state) == (Direction.OUTBOUND, "13812345678", CallState.RINGING)
    assert [(leg.channel, leg.extension, leg.ringing) for leg in one.legs] == [(dialled, "1001", True)]


def test_it_rings_until_the_citizen_and_the_agent_are_together() -> None:
    ringing = call(placed(), dialling(), party(3))
    assert (ringing.state, ringing.outcome) == (CallState.RINGING, None)
    assert [leg.ringing for leg in ringing.legs] == [True]
    talking = call(placed(), dialling(), party(3), joins(8, "p"), joins(8.1, CALL))
    assert (talking.state, talking.extension, talking.answered_at) == (CallState.TALKING, "1001", at(8.1))


def test_an_answered_one_knows_how_long_it_rang_and_they_spoke() -> None:
    over = call(*TALK)
    assert (over.state, over.outcome, over.failure) == (CallState.ENDED, Outcome.ANSWERED, None)
    assert (over.wait_s, over.talk_s, over.trunk) == (8, 52, "carrier")
    assert over.legs[0].talk_s == 52


def test_the_order_of_the_facts_does_not_matter() -> None:
    first, *rest = TALK[:6]
    assert len({call(*some, first, *TALK[6:]) for some in permutations(rest)}) == 1


def test_a_citizen_whom_the_agent_left_is_still_in_the_call() -> None:
    left = [*TALK[:5], leaves(9, CALL), ends(9, CALL), leaves(9, "p")]
    assert call(*left).state is CallState.TALKING
    over = call(*left, ends(13, "p"))
    assert (over.ended_at, over.talk_s) == (at(13), 1)


def unreachable_after(seconds: float) -> list[Fact]:
    over = 3 + seconds
    said = mark(over, Mark.DIALLED, "CHANUNAVAIL:18", CALL)
    return [dialling(), party(3), ends(over, "p"), said, ends(over, CALL)]


@pytest.mark.parametrize(
    ("facts", "failure"),
    [
        ([dialling(), party(3), ends(5, "p"), mark(5, Mark.DIALLED, "BUSY:17", CALL), ends(5, CALL)], Failure.BUSY),
        (
            [dialling(), party(3), ends(5, "p"), mark(5, Mark.DIALLED, "BUSY:16:180", CALL), ends(5, CALL)],
            Failure.UNREACHABLE,
        ),
        (unreachable_after(2), Failure.NO_ANSWER),
        (unreachable_after(32), Failure.NETWORK),
        ([dialling(), party(3), ends(5, CALL), ends(5, "p")], Failure.AGENT_LEFT),
        ([ends(20, CALL, cause="19")], Failure.AGENT_NO_ANSWER),
        ([ends(20, CALL, cause="0", source="")], Failure.AGENT_NO_ANSWER),
        ([ends(0.1, CALL, cause="23")], Failure.AGENT_FORWARDED),
        ([ends(5, CALL, cause="17")], Failure.AGENT_DECLINED),
        ([ends(0.1, CALL, cause="19")], Failure.AGENT_DECLINED),
        ([ends(0.1, CALL, cause="58")], Failure.AGENT_NO_CODEC),
        ([ends(0.1, CALL, cause="34")], Failure.AGENT_PHONE),
        ([mark(40, Mark.LATE, "", CALL), ends(40, CALL)], Failure.LATE),
        ([dialling(), party(3), ends(5, "p"), ends(5, CALL, cause="0", source="")], Failure.UNKNOWN),
    ],
)
def test_why_it_failed(facts: list[Fact], failure: Failure) -> None:
    over = call(placed(), *facts)
    assert (over.outcome, over.failure) == (Outcome.FAILED, failure)


def test_one_that_nobody_saw_end_is_unknown() -> None:
    over = call(placed(), dialling(), party(3), lost(9, CALL, restarted=True), lost(9, "p", restarted=True))
    assert (over.outcome, over.failure) == (Outcome.UNKNOWN, Failure.UNKNOWN)
