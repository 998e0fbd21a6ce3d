"""The scripts of the pages compare with names of the API: none of them is one that the API never sends."""

import re
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import get_args

import pytest

from agent_api.socket.frames import Auth, ServerFrame, Topic
from hotline.domain.agents.agent import AgentState, Role, Wish
from hotline.domain.agents.now import PHONE_CLOSED
from hotline.domain.callbacks.callback import CallbackOutcome, CallbackStatus
from hotline.domain.calls.call import CallState, Direction, Outcome
from hotline.domain.calls.events import EventType
from hotline.domain.facts.silence import Side
from hotline.domain.tickets.ticket import TicketStatus
from hotline.domain.transfers.transfer import TransferMode, TransferState

PAGES = Path(__file__).parents[3] / "agent_api" / "pages"
SCRIPTS = sorted((PAGES / "app" / "src").rglob("*.ts*"))


def words(*enums: type[Enum]) -> set[str]:
    return {member.value for enum in enums for member in enum}


def frame_types() -> set[str]:
    return {name for model in get_args(ServerFrame) for name in get_args(model.model_fields["type"].annotation)}


KNOWN = {
    "frame.type": frame_types(),
    "state": words(AgentState, CallState, TransferState, Wish),
    "status": words(CallbackStatus, TicketStatus),
    "direction": words(Direction),
    "outcome": words(Outcome, CallbackOutcome),
    "mode": words(TransferMode),
    "role": words(Role),
    "wish": words(Wish),
    "silent": words(Side),
    "reason": {PHONE_CLOSED},
}
"""What each field may be, by its name in the scripts."""

_COMPARED = re.compile(r'([\w.?]*\w)(?:\.value)? (?:===|!==) "([^"]*)"')
_ONE_OF = re.compile(r"\[([^\]]*)\]\.includes\(([\w.?]+)\)")


def compared() -> Iterator[tuple[str, str, str]]:
    """(where, the field's name, the word that it is compared with)."""
    for path in SCRIPTS:
        script = path.read_text(encoding="utf-8")
        pairs = [(field, word) for field, word in _COMPARED.findall(script)]
        pairs += [(field, word) for some, field in _ONE_OF.findall(script) for word in re.findall(r'"([^"]*)"', some)]
        for field, word in pairs:
            name = field.replace("?", "")
            yield path.name, name if name in KNOWN else name.rpartition(".")[2], word


@pytest.mark.parametrize("field", KNOWN)
def test_no_script_compares_a_field_with_a_word_that_the_api_never_sends(field: str) -> None:
    found = [(where, word) for where, name, word in compared() if name == field]
    assert found
    assert [one for one in found if one[1] not in KNOWN[field]] == []


def test_no_script_waits_for_a_kind_of_frame_that_does_not_exist() -> None:
    scripts = "".join(path.read_text(encoding="utf-8") for path in SCRIPTS)
    beginnings = set(re.findall(r'frame\.type\.startsWith\("([^"]*)"\)', scripts))
    assert {one for one in beginnings if not any(name.startswith(one) for name in frame_types())} == set()
    assert set(re.findall(r'send\(JSON\.stringify\(\{ type: "(\w+)"', scripts)) == set(
        get_args(Auth.model_fields["type"].annotation)
    )
    asked_for = set(re.findall(r'\blisten\(\s*"(\w+)"', scripts))
    assert asked_for == set(get_args(Topic))


def test_every_event_becomes_a_frame_of_its_own_type() -> None:
    assert words(EventType) <= frame_types()
