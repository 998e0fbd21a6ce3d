"""Both languages say everything."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any, get_args

import agent_api
from agent_api.pages.pages import LANGUAGES, texts
from agent_api.tickets.tickets import CategoryName
from hotline.domain.agents.agent import AgentBlock, AgentState, Wish
from hotline.domain.agents.desk import Left
from hotline.domain.agents.password import PasswordFault
from hotline.domain.agents.telephone import Trouble
from hotline.domain.callbacks.callback import CallbackOutcome, CallbackStatus
from hotline.domain.calls.call import Direction, Outcome
from hotline.domain.facts.failure import Failure
from hotline.domain.facts.missed import MissedIn
from hotline.domain.tickets.ticket import TicketCategory, TicketStatus
from hotline.domain.transfers.transfer import OPEN_STATES, TransferMode, TransferState

_FOLDER = Path(agent_api.__file__).parent / "pages"


def keys(part: Any, path: str = "") -> set[str]:
    if isinstance(part, dict):
        return {found for name, inner in part.items() for found in keys(inner, f"{path}.{name}")}
    return {path}


def test_what_one_language_says_the_other_says_too() -> None:
    chinese, english = (keys(texts(language)) for language in LANGUAGES)
    assert chinese == english


def test_no_word_stands_twice() -> None:
    """Of two values of one name in an object JSON's readers take the last, without a word."""

    def distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        doubles.extend(name for name, count in Counter(name for name, _ in pairs).items() if count > 1)
        return dict(pairs)

    doubles: list[str] = []
    files = sorted((_FOLDER / "texts").glob("*.json"))
    for file in files:
        json.loads(file.read_text(encoding="utf-8"), object_pairs_hook=distinct)
    assert {file.stem for file in files} == set(LANGUAGES)
    assert doubles == []


def test_every_state_and_category_has_its_word() -> None:
    words = texts("zh")
    assert set(words["state"]) == {state.value for state in AgentState}
    assert set(words["wish"]) == {wish.value for wish in Wish}
    assert set(words["hold"]) >= {block.value for block in AgentBlock}
    assert set(words["hold"]) >= {left.value for left in Left}
    assert set(words["advice"]["left"]) == {left.value for left in Left}
    troubles = {trouble.value for trouble in Trouble}
    assert set(words["trouble"]) == set(words["advice"]["phone"]) == set(words["advice"]["do"]) == troubles
    assert set(words["category"]) == {"", *(category.value for category in TicketCategory)}
    assert set(get_args(CategoryName)) == set(words["category"])
    assert {status.value for status in TicketStatus} <= set(words["ticket"])
    assert {outcome.value for outcome in Outcome} <= set(words["call"])
    assert {direction.value for direction in Direction} <= set(words["call"])


def test_every_rule_for_a_password_is_said() -> None:
    assert set(texts("zh")["account"]["rule"]) == {"old", "same", *(fault.value for fault in PasswordFault)}


def test_all_that_can_become_of_a_callback_has_its_word() -> None:
    words = texts("zh")["callback"]
    assert set(words["status"]) == set(words["ended"]) == {status.value for status in CallbackStatus}
    assert set(words["reason"]) == {"lapsed", "on_the_line", *(failure.value for failure in Failure)}
    assert set(words["missed_in"]) == {where.value for where in MissedIn}
    assert set(words["outcome"]) == {outcome.value for outcome in CallbackOutcome}
    offered = re.search(r"OUTCOMES = (\[.*\]);", (_FOLDER / "static" / "callbacks.js").read_text(encoding="utf-8"))
    assert offered is not None
    assert set(json.loads(offered[1])) == set(words["outcome"])


def test_all_that_can_become_of_a_transfer_has_its_word() -> None:
    words = texts("zh")["telephone"]
    modes = {mode.value for mode in TransferMode}
    open_states = {state.value for state in OPEN_STATES}
    assert set(words["mode"]) == set(words["mode_hint"]) == set(words["now"]) == modes
    assert all(set(said) == open_states for said in words["now"].values())
    assert open_states <= set(words)
    assert set(words["ended"]) == {state.value for state in TransferState} - open_states
    left = {"target_left", "citizen_left", "not_begun"}
    in_vain = {"not_allowed", "closed", "emergency"}  # the button of a telephone (extensions_referred.conf)
    assert set(words["reason"]) == left | in_vain | {failure.value for failure in Failure}


def test_every_word_that_a_page_asks_for_is_there() -> None:
    known = keys(texts("zh"))
    asked = {
        found
        for file in [*(_FOLDER / "static").glob("*.js"), *(_FOLDER / "templates").glob("*.html")]
        for found in re.findall(r"\btext(\.\w+(?:\.\w+)?)\b", file.read_text(encoding="utf-8"))
    }
    assert {path for path in asked if not any(one == path or one.startswith(f"{path}.") for one in known)} == set()
