"""An agent joins two calls on the telephone: the line outside leaves the agent's own call for the citizen's."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from hotline.domain.calls.call import Call, CallState, Outcome
from hotline.domain.calls.table import CallTable
from hotline.domain.facts.facts import Fact, FactKind
from hotline.domain.facts.failure import Failure
from hotline.domain.transfers.transfer import TransferState

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)
CITIZEN, FIRST, SECOND, LINE = "n-1.1", "n-1.2", "n-1.3", "n-1.4"


def fact(s: float, kind: FactKind, channel: str, call: str = "", peer: str = "", **data: str) -> Fact:
    return Fact(kind=kind, channel=channel, at=NOON + timedelta(seconds=s), call=call, peer=peer, data=data)


def story(extension: str) -> list[Fact]:
    made = FactKind.LEG if extension else FactKind.PARTY
    return [
        fact(0, FactKind.ARRIVED, CITIZEN, CITIZEN, caller="13800000001"),
        fact(1, FactKind.LEG, FIRST, CITIZEN, extension="1001", linkedid=CITIZEN),
        *(fact(2, FactKind.JOINED, channel, CITIZEN, "b1") for channel in (CITIZEN, FIRST)),
        fact(3, FactKind.MARK, SECOND, SECOND, "dials", value="1001:96300"),
        fact(4, made, LINE, SECOND, linkedid=SECOND, trunk="carrier", extension=extension),
        *(fact(5, FactKind.JOINED, channel, SECOND, "b2") for channel in (SECOND, LINE)),
        fact(8, FactKind.LEFT, FIRST, CITIZEN, "b1"),
        fact(8, FactKind.ENDED, FIRST, CITIZEN),
        *(fact(8, FactKind.LEFT, channel, SECOND, "b2") for channel in (SECOND, LINE)),
        fact(8, FactKind.ENDED, SECOND, SECOND),
        fact(8, FactKind.LEFT, CITIZEN, CITIZEN, "b1"),
        fact(9, FactKind.MARK, LINE, CITIZEN, "joins", value=f"{CITIZEN}:{extension}"),
        *(fact(10, FactKind.JOINED, channel, CITIZEN, "b3") for channel in (CITIZEN, LINE)),
    ]


def calls(facts: list[Fact]) -> tuple[Call, Call]:
    table = CallTable()
    for one in facts:
        table.apply([one])
    first, second = table.get(CITIZEN), table.get(SECOND)
    assert first
    assert second
    return first, second


def test_the_agents_own_call_is_over_and_the_citizens_goes_on() -> None:
    first, second = calls(story(""))
    assert (first.state, [leg.extension for leg in first.legs]) == (CallState.TALKING, ["1001"])
    assert (second.state, second.ended_at) == (CallState.ENDED, NOON + timedelta(seconds=9))
    assert (second.talk_s, second.transfers) == (3, ())
    ended = [fact(20, FactKind.ENDED, channel, CITIZEN) for channel in (LINE, CITIZEN)]
    first, second = calls([*story(""), *ended])
    assert (first.talk_s, second.talk_s) == (16, 3)


def test_a_colleague_who_was_rung_has_a_part_in_the_citizens_call() -> None:
    table = CallTable()
    table.apply(one for one in story("1002") if one.peer != "dials")  # a call within the room is none of ours
    call = table.get(CITIZEN)
    assert call
    assert [(leg.extension, leg.answered_at) for leg in call.legs] == [
        ("1001", NOON + timedelta(seconds=2)),
        ("1002", NOON + timedelta(seconds=10)),
    ]
    assert (call.state, call.extension) == (CallState.TALKING, "1002")


@pytest.mark.parametrize("last", [*permutations(range(-3, 0))])
def test_the_order_of_the_last_reports_does_not_matter(last: tuple[int, ...]) -> None:
    facts = story("")
    assert calls([*facts[:-3], *(facts[n] for n in last)]) == calls(facts)


def handed_over_while_it_rings() -> list[Fact]:
    return [
        *story("")[:6],
        fact(5, FactKind.MARK, SECOND, CITIZEN, "t.r1.keyed", value="consult:1001:96300"),
        fact(5, FactKind.MARK, SECOND, CITIZEN, "t.r1.dialling.1", value="96300"),
        fact(5, FactKind.LEFT, FIRST, CITIZEN, "b1"),
        fact(5, FactKind.LEFT, CITIZEN, CITIZEN, "b1"),
        fact(5, FactKind.ENDED, FIRST, CITIZEN),
        fact(5, FactKind.ENDED, SECOND, SECOND),
    ]


def test_who_is_handed_over_while_it_rings_waits_in_a_transfer_of_the_citizens_call_alone() -> None:
    for facts in (handed_over_while_it_rings(), handed_over_while_it_rings()[::-1]):
        first, second = calls(facts)
        assert (first.state, [one.state for one in first.transfers]) == (CallState.HELD, [TransferState.DIALLING])
        assert (second.live, second.transfers) == (True, ())


def test_whoever_answers_then_has_been_reached_by_the_agents_own_call() -> None:
    answers = [
        fact(9, FactKind.MARK, LINE, CITIZEN, "joins", value=f"{CITIZEN}:"),
        fact(9, FactKind.MARK, LINE, CITIZEN, "t.r1.answered"),
        fact(9, FactKind.MARK, LINE, CITIZEN, "t.r1.completed"),
        *(fact(9.1, FactKind.JOINED, channel, CITIZEN, "b3") for channel in (CITIZEN, LINE)),
    ]
    for facts in ([*handed_over_while_it_rings(), *answers], [*answers, *handed_over_while_it_rings()][::-1]):
        first, second = calls(facts)
        assert (first.state, [one.state for one in first.transfers]) == (CallState.TALKING, [TransferState.COMPLETED])
        assert (second.state, second.outcome, second.talk_s) == (CallState.ENDED, Outcome.ANSWERED, 0)


def test_whoever_does_not_answer_then_was_not_reached_for_the_reason_that_the_line_gave() -> None:
    refuses = [
        fact(9, FactKind.ENDED, LINE, SECOND),
        fact(9, FactKind.MARK, CITIZEN, SECOND, "dialled", value="BUSY:17:486"),
        fact(9, FactKind.MARK, CITIZEN, CITIZEN, "t.r1.tried.1", value="BUSY:17:486"),
        fact(9, FactKind.MARK, CITIZEN, CITIZEN, "t.r1.returned"),
    ]
    first, second = calls([*handed_over_while_it_rings(), *refuses])
    assert [(one.state, one.reason) for one in first.transfers] == [(TransferState.RETURNED, "busy")]
    assert (second.outcome, second.failure) == (Outcome.FAILED, Failure.BUSY)
    assert first.said == ""
