"""Recorded streams told again: what each story must come out as, by either witness, in any order, with any gap."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline.domain.calls.call import Call
from hotline.domain.calls.events import call_events
from hotline.domain.calls.table import CallTable
from hotline.domain.facts.facts import FactKind
from tests.parts.ami.stories import STORIES, by_ami, by_journal, told
from tests.parts.facts.people import owners

# Story → each call in the order of their coming: outcome or missed_in, extensions that rang, who spoke.
TOLD = {
    "answered_and_the_agent_hangs_up": [("answered", ["1002"], "1002")],
    "answered_and_the_citizen_hangs_up": [("answered", ["1001"], "1001")],
    "answered_while_ivr_was_frozen": [("answered", ["1022"], "1022")],
    "asterisk_was_killed_in_a_talk": [(None, ["1023"], "1023")],
    "called_by_a_number_like_an_extension": [("answered", ["1021"], "1021")],
    "called_by_the_110_desk": [("answered", ["1001"], "1001")],
    "consulted_and_completed": [("answered", ["1006"], "1006")],
    "dialled_a_number_that_nobody_knows": [("answered", ["1019"], "1019")],
    "dialled_on_the_phone": [("answered", ["1001"], "1001")],
    "dialled_on_the_phone_and_busy": [("failed", ["1002"], None)],
    "hung_up_before_the_line_was_answered": [("greeting", [], None)],
    "hung_up_by_the_citizen_while_on_hold": [("answered", ["1016"], "1016")],
    "hung_up_in_the_greeting": [("greeting", [], None)],
    "hung_up_in_the_queue": [("answered", ["1004"], "1004"), ("queue", [], None)],
    "hung_up_while_a_phone_rang": [("ringing", ["1005"], None)],
    "one_agent_declines_and_the_next_answers": [("answered", ["1009", "1010"], "1010")],
    "one_agent_does_not_pick_up_and_the_next_answers": [("answered", ["1011", "1012"], "1012")],
    "one_agent_loses_the_phone_while_it_rings": [("answered", ["1013", "1014"], "1014")],
    "put_on_hold_and_taken_back": [("answered", ["1015"], "1015")],
    "rung_back_and_busy": [("failed", ["1002"], None)],
    "rung_back_and_reached": [("answered", ["1001"], "1001")],
    "rung_back_but_the_agent_left": [("failed", ["1003"], None)],
    "sent_home_because_the_last_agent_went_away": [("empty", ["1007"], None)],
    "taken_back_and_sent_on_by_the_keys_of_the_telephone": [("answered", ["1001"], "1001")],
    "talked_of_by_three": [("answered", ["1001"], "1001")],
    "transferred_blind": [("answered", ["1004"], "1004")],
    "transferred_blind_in_vain_and_back": [("answered", ["1005", "1005"], "1005")],
    "turned_away_because_nobody_was_signed_in": [("empty", [], None)],
    "turned_away_because_the_queue_was_full": [("ringing", ["1006"], None), ("full", [], None)],
    "two_calls_at_once": [("answered", ["1017"], "1017"), ("answered", ["1018"], "1018")],
    "went_on_to_the_main_room": [("answered", ["1002", "1003"], "1003")],
    "waited_too_long": [("timeout", ["1008"], None)],
}

# Story → what became of its transfer, or why a call that we placed failed.
MOVED = {
    "dialled_on_the_phone_and_busy": "busy",
    "consulted_and_completed": "completed",
    "talked_of_by_three": "completed",
    "taken_back_and_sent_on_by_the_keys_of_the_telephone": "water cancelled water completed",
    "transferred_blind": "completed",
    "transferred_blind_in_vain_and_back": "returned busy 96300 busy 96301 busy",
    "rung_back_and_busy": "busy",
    "rung_back_but_the_agent_left": "agent_left",
}


def in_short(call: Call) -> tuple[str | None, list[str], str | None]:
    end = call.missed_in or call.outcome
    return (end.value if end else None, [leg.extension for leg in call.legs], call.extension)


def what_moved(call: Call) -> str:
    words = [call.failure.value if call.failure else ""]
    for transfer in call.transfers:
        words += [transfer.keyed.target if transfer.keyed else ""]
        words += [transfer.state.value, transfer.reason, *(word for tried in transfer.tried for word in tried)]
    return " ".join(word for word in words if word)


@pytest.mark.parametrize("story", STORIES)
def test_both_witnesses_know_what_became_of_transfers_and_of_calls_that_we_placed(story: str) -> None:
    for facts in (by_ami(story), by_journal(story)):
        assert " ".join(map(what_moved, told(facts))).strip() == MOVED.get(story, "")


def test_every_way_that_a_call_can_end_is_recorded() -> None:
    assert set(TOLD) == set(STORIES)


@pytest.mark.parametrize("story", STORIES)
def test_ami_tells_the_story(story: str) -> None:
    assert [in_short(call) for call in told(by_ami(story))] == TOLD[story]


@pytest.mark.parametrize("story", STORIES)
def test_the_journal_tells_the_same_story_with_the_same_times_to_a_tenth_of_a_second(story: str) -> None:
    one, other = told(by_ami(story)), told(by_journal(story))
    assert [in_short(call) for call in other] == TOLD[story]
    for mine, theirs in zip(one, other, strict=True):
        assert (mine.id, mine.caller, mine.called, mine.trunk) == (
            theirs.id,
            theirs.caller,
            theirs.called,
            theirs.trunk,
        )
        for name in ("started_at", "queued_at", "answered_at", "ended_at"):
            a, b = getattr(mine, name), getattr(theirs, name)
            assert (a is None) == (b is None), name
            assert a is None or abs((a - b).total_seconds()) < 0.1, name


@pytest.mark.parametrize("story", STORIES)
@settings(max_examples=20)
@given(data=st.data())
def test_both_witnesses_in_any_order_and_number_tell_one_story(story: str, data: st.DataObject) -> None:
    facts = by_ami(story) + by_journal(story)
    again = data.draw(st.lists(st.sampled_from(facts), max_size=10))
    assert told(data.draw(st.permutations(facts + again))) == told(facts)


@pytest.mark.parametrize("story", STORIES)
@settings(max_examples=20)
@given(data=st.data())
def test_what_ami_missed_the_journal_fills_in(story: str, data: st.DataObject) -> None:
    facts = by_ami(story)
    kept = data.draw(st.lists(st.sampled_from(facts), unique_by=lambda fact: fact.key)) if facts else []
    assert [in_short(call) for call in told(kept + by_journal(story))] == TOLD[story]


@pytest.mark.parametrize("story", STORIES)
def test_every_suffix_is_survived(story: str) -> None:
    """We may start to listen at any moment, and with whichever witness."""
    for facts in (by_ami(story), by_journal(story)):
        for start in range(len(facts)):
            told(facts[start:])


@pytest.mark.parametrize(
    ("story", "where"),
    [
        ("called_by_the_110_desk", ("110", "hotline", None)),
        ("went_on_to_the_main_room", ("", "expert", "hotline")),
        ("answered_and_the_citizen_hangs_up", ("", "hotline", None)),
    ],
)
def test_both_witnesses_know_the_desk_and_the_queue_that_the_citizen_went_on_to(
    story: str, where: tuple[str, str, str | None]
) -> None:
    for facts in (by_ami(story), by_journal(story)):
        (call,) = told(facts)
        assert (call.origin, call.queue, call.overflowed_to) == where


def heard(story: str) -> list[tuple[str, str]]:
    """Each event to an agent, in order, as AMI told it."""
    table, events = CallTable(), []
    names = dict(
        zip(
            sorted({fact.data["extension"] for fact in by_ami(story) if fact.kind is FactKind.LEG}),
            ("wang", "li"),
            strict=False,
        )
    )
    for fact in by_ami(story):
        for before, after in table.apply([fact]).values():
            events += [
                (event.agent, event.type.value) for event in call_events(before, after, owners(**names), fact.at)
            ]
    return events


@pytest.mark.parametrize(
    ("story", "events"),
    [
        (
            "answered_and_the_citizen_hangs_up",
            [("wang", "call.ringing"), ("wang", "call.answered"), ("wang", "call.ended")],
        ),
        ("hung_up_while_a_phone_rang", [("wang", "call.ringing"), ("wang", "call.updated"), ("wang", "call.ended")]),
        (
            "put_on_hold_and_taken_back",
            [
                ("wang", "call.ringing"),
                ("wang", "call.answered"),
                ("wang", "call.updated"),
                ("wang", "call.updated"),
                ("wang", "call.ended"),
            ],
        ),
        (
            "one_agent_does_not_pick_up_and_the_next_answers",
            [
                ("wang", "call.ringing"),
                ("wang", "call.updated"),
                ("li", "call.ringing"),
                ("li", "call.answered"),
                ("wang", "call.ended"),
                ("li", "call.ended"),
            ],
        ),
    ],
)
def test_agents_hear_of_it_in_this_order(story: str, events: list[tuple[str, str]]) -> None:
    assert heard(story) == events


def test_a_hold_is_told_by_ami_alone() -> None:
    kinds = {fact.kind for fact in by_ami("put_on_hold_and_taken_back")}
    assert {FactKind.HOLD, FactKind.UNHOLD} <= kinds
