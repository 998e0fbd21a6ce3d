"""Who sees a number: the contract's masking, one line for each case."""

from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

import pytest

from agent_api.privacy.masking import NumberVisibility
from hotline.domain.agents.agent import Agent, Role, Wish
from hotline.store.calls.call_rows import CallRow
from hotline.store.calls.legs import LegRow
from hotline.store.tickets.ticket_rows import TicketRow
from hotline.store.transfers.transfers import TransferRow

CITIZEN, MASKED = "13812345678", "138******78"


def person(role: Role, username: str = "anna") -> Agent:
    return Agent(
        username=username,
        name="",
        role=role,
        extension=None,
        penalties={},
        queues=(),
        wish=Wish.OFFLINE,
        wish_reason="",
        wish_since=datetime(2026, 11, 20, tzinfo=UTC),
        blocks=frozenset(),
        sip_ha1="",
        password_hash="",
        rev=1,
        applied_rev=0,
    )


def call(direction: str = "inbound", agent: str | None = None, legs: tuple[str, ...] = ()) -> CallRow:
    parties = (CITIZEN, "12345") if direction == "inbound" else ("12345", CITIZEN)
    columns: dict[str, Any] = dict.fromkeys(field.name for field in fields(CallRow))
    columns |= {"direction": direction, "caller": parties[0], "called": parties[1], "agent": agent}
    return CallRow(**columns | {"legs": [leg(username) for username in legs], "transfers": [], "supervisions": []})


def leg(username: str) -> LegRow:
    columns: dict[str, Any] = dict.fromkeys(field.name for field in fields(LegRow))
    return LegRow(**columns | {"agent": username})


def ticket(agent: str | None, call_agent: str, rang: tuple[str, ...] = ()) -> TicketRow:
    columns: dict[str, Any] = dict.fromkeys(field.name for field in fields(TicketRow))
    return TicketRow(**columns | {"agent": agent, "call_agent": call_agent, "rang": frozenset(rang)})


def transfer(**said: Any) -> TransferRow:
    columns: dict[str, Any] = dict.fromkeys(field.name for field in fields(TransferRow))
    return TransferRow(**columns | said)


@pytest.mark.parametrize(
    ("role", "reason", "theirs", "seen"),
    [
        (Role.ADMIN, "", False, CITIZEN),
        (Role.SUPERVISOR, "", False, CITIZEN),
        (Role.AGENT, "", True, CITIZEN),
        (Role.AGENT, "", False, MASKED),
        (Role.AGENT, "I want to", False, MASKED),
        (Role.AUDITOR, "", False, MASKED),
        (Role.AUDITOR, "", True, MASKED),
        (Role.AUDITOR, "complaint 7", False, CITIZEN),
    ],
)
def test_a_number_is_seen_by_those_who_may(role: Role, reason: str, theirs: bool, seen: str) -> None:
    visibility = NumberVisibility(who=person(role), reason=reason)
    assert visibility.number(CITIZEN, theirs=theirs) == seen
    assert visibility.saw_full is (seen == CITIZEN)


@pytest.mark.parametrize(
    ("row", "theirs"),
    [
        (call(), False),
        (call(agent="anna"), True),
        (call(agent="ben"), False),
        (call(agent="ben", legs=("anna", "ben")), True),
        (call(agent="ben", legs=("ben",)), False),
        (ticket(None, "anna"), True),
        (ticket("ben", "ben", rang=("anna",)), True),
        (ticket("ben", "ben", rang=("ben",)), False),
    ],
)
def test_a_call_is_ones_own_when_ones_phone_rang_for_it(row: CallRow | TicketRow, theirs: bool) -> None:
    assert NumberVisibility(who=person(Role.AGENT)).is_theirs(row) is theirs


@pytest.mark.parametrize(
    ("direction", "seen"),
    [("inbound", (MASKED, "12345")), ("outbound", ("12345", MASKED)), ("callback", ("12345", MASKED))],
)
def test_the_citizens_side_is_masked_and_ours_is_not(direction: str, seen: tuple[str, str]) -> None:
    assert NumberVisibility(who=person(Role.AGENT)).parties(call(direction)) == seen


def test_a_number_that_one_asked_by_is_shown_and_another_is_not() -> None:
    visibility = NumberVisibility(who=person(Role.AGENT), knows=CITIZEN)
    assert visibility.number(CITIZEN, theirs=False) == CITIZEN
    assert visibility.number("13987654321", theirs=False) == "139******21"


def test_a_hidden_number_is_no_full_number() -> None:
    visibility = NumberVisibility(who=person(Role.ADMIN))
    assert visibility.number("", theirs=False) == ""
    assert visibility.saw_full is False


def test_a_number_that_a_call_was_sent_to_is_somebodys_unless_the_directory_has_it() -> None:
    visibility = NumberVisibility(who=person(Role.AGENT))
    sent = transfer(name="", target=CITIZEN, answered_by=CITIZEN, tried=[(CITIZEN, "busy")])
    told = visibility.transfer(sent, theirs=False)
    assert (told.target, told.answered_by, told.tried) == (MASKED, MASKED, [(MASKED, "busy")])
    assert visibility.transfer(sent, theirs=True) == sent
    entry = transfer(name="水务热线", target="water", answered_by="04778330000", tried=[])
    assert visibility.transfer(entry, theirs=False) == entry
