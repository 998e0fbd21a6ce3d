"""What becomes of a transfer, told by the marks of the dialplan."""

import pytest

from hotline.domain.calls.call import CallState
from hotline.domain.calls.projection import project
from hotline.domain.facts.facts import Fact
from hotline.domain.transfers.transfer import Keyed, Transfer, TransferMode
from tests.parts.facts.stories import CITIZEN, at, ends, joins, leaves
from tests.parts.facts.transfers import TALKING, aside, step

APART = [leaves(20, "a"), leaves(20, CITIZEN)]


def transfer(*facts: Fact) -> Transfer:
    call = project(CITIZEN, [*TALKING, *APART, step(20, "dialling.1", "96300"), *facts])
    assert call is not None
    (one,) = call.transfers
    return one


def state(*facts: Fact) -> CallState:
    call = project(CITIZEN, [*TALKING, *APART, *facts])
    assert call is not None
    return call.state


ANSWERED = step(25, "answered")
MET = step(25.3, "met")


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ([], "dialling"),
        ([ANSWERED], "completed"),
        ([step(30, "tried.1", "BUSY:17"), step(30, "returned")], "returned busy"),
        ([ends(24)], "failed citizen_left"),
        ([aside("consult"), ANSWERED], "talking"),
        ([aside("consult"), ANSWERED, step(40, "agent_left"), step(40, "completed"), ends(40.1)], "completed"),
        ([aside("consult"), ANSWERED, step(40, "target_left")], "cancelled target_left"),
        ([aside("consult"), ANSWERED, step(40, "cancelled"), step(50, "target_left")], "cancelled"),
        ([aside("consult"), ANSWERED, step(40, "agent_left"), step(42, "requeued")], "cancelled target_left"),
        ([aside("consult"), ANSWERED, step(40, "citizen_left"), ends(40)], "failed citizen_left"),
        ([aside("consult"), step(24, "agent_left")], "failed agent_left"),
        ([aside("consult"), step(24, "agent_left"), ends(60)], "failed agent_left"),
        ([aside("consult"), step(24, "agent_left"), ends(24.1)], "failed citizen_left"),
        ([aside("consult"), step(24, "citizen_left"), step(24.1, "agent_left"), ends(26)], "failed citizen_left"),
        ([aside("consult"), step(24, "agent_left"), step(60, "citizen_left"), ends(61)], "failed agent_left"),
        ([step(25, "target_left")], "completed"),
        ([aside("consult"), step(25, "target_left")], "cancelled target_left"),
        ([aside("three_way"), step(25, "target_left")], "cancelled target_left"),
        ([aside("three_way"), ANSWERED], "dialling"),
        ([aside("three_way"), ANSWERED, step(26, "target_left")], "cancelled target_left"),
        ([aside("three_way"), ANSWERED, step(26, "agent_left"), step(27, "requeued")], "cancelled target_left"),
        ([aside("three_way"), ANSWERED, step(25.1, "agent_left")], "dialling"),
        ([aside("three_way"), ANSWERED, step(25.1, "agent_left"), MET], "completed"),
        ([aside("three_way"), ANSWERED, ends(25.1)], "failed citizen_left"),
        ([aside("three_way"), ANSWERED, MET], "talking"),
        ([aside("three_way"), ANSWERED, MET, step(40, "agent_left")], "completed"),
        ([aside("three_way"), ANSWERED, MET, step(40, "target_left")], "cancelled target_left"),
        (
            [aside("three_way"), ANSWERED, MET, step(40, "target_left"), step(40.01, "agent_left"), ends(40.1)],
            "completed",
        ),
        (
            [aside("three_way"), ANSWERED, MET, step(40, "target_left"), step(50, "agent_left"), ends(50)],
            "cancelled target_left",
        ),
        (
            [aside("three_way"), ANSWERED, MET, step(40, "citizen_left"), step(40.1, "target_left"), ends(42)],
            "completed",
        ),
        ([aside("consult"), step(23, "requeued")], "failed agent_left"),
    ],
)
def test_each_end_has_its_line_in_the_table(facts: list[Fact], told: str) -> None:
    one = transfer(*facts)
    assert f"{one.state.value} {one.reason}".strip() == told


def test_the_numbers_that_were_tried_in_vain_are_told_with_their_reasons() -> None:
    one = transfer(step(22, "tried.1", "BUSY:17"), step(22, "dialling.2", "96301"), step(24, "tried.2", "NOANSWER:0"))
    assert one.tried == (("96300", "busy"), ("96301", "no_answer"))


def test_a_hold_is_no_transfer() -> None:
    call = project(CITIZEN, [*TALKING, *APART, step(20, "aside", "", transfer="h1")])
    assert call is not None
    assert (call.transfers, call.state) == ((), CallState.HELD)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ([aside("consult")], CallState.HELD),
        ([aside("consult"), step(24, "requeued")], CallState.QUEUED),
        ([aside("consult"), joins(30, CITIZEN, "b2"), joins(30, "a", "b2")], CallState.TALKING),
        ([], CallState.TALKING),  # everybody has left: the end will be told in a moment
    ],
)
def test_where_the_citizen_is_meanwhile(facts: list[Fact], expected: CallState) -> None:
    assert state(*facts) is expected


def test_a_transfer_that_was_keyed_says_who_wanted_what_and_which_number_answered() -> None:
    one = transfer(
        step(19.9, "keyed", "consult:1001:water"),
        aside("consult"),
        step(22, "tried.1", "BUSY:17"),
        step(22, "dialling.2", "96301"),
        step(25, "answered"),
    )
    assert one.keyed == Keyed(mode=TransferMode.CONSULT, extension="1001", target="water")
    assert (one.answered_by, one.started_at) == ("96301", at(19.9))


@pytest.mark.parametrize("value", ["", "blind", "loud:1001:water"])
def test_a_key_that_makes_no_sense_is_none(value: str) -> None:
    keyed = transfer(step(19.9, "keyed", value)).keyed
    assert keyed is None or (keyed.mode, keyed.extension, keyed.target) == (TransferMode.BLIND, "", "")


def test_where_a_transfer_follows_another_the_one_before_it_is_over() -> None:
    facts = [step(20, "dialling.1", "96300"), step(30, "dialling.1", "96301", transfer="y")]
    call = project(CITIZEN, [*TALKING, *APART, *facts])
    assert call is not None
    assert [(one.id, one.state.value, one.reason) for one in call.transfers] == [
        ("x", "failed", "unknown"),
        ("y", "dialling", ""),
    ]
