"""Both languages say everything, on the pages that are documents of their own. The types of the application check its
texts (agent_api/pages/app)."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import agent_api
from agent_api.pages.pages import LANGUAGES, texts
from hotline.domain.agents.agent import AgentBlock, AgentState
from hotline.domain.agents.desk import Left
from hotline.domain.agents.telephone import Trouble

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


def test_every_state_has_its_word() -> None:
    words = texts("zh")
    assert set(words["state"]) == {state.value for state in AgentState}
    assert set(words["hold"]) >= {block.value for block in AgentBlock}
    assert set(words["hold"]) >= {left.value for left in Left}
    assert set(words["trouble"]) == {trouble.value for trouble in Trouble}


def test_every_word_that_a_page_asks_for_is_there() -> None:
    known = keys(texts("zh"))
    asked = {
        found
        for file in [*(_FOLDER / "static").glob("*.js"), *(_FOLDER / "templates").glob("*.html")]
        for found in re.findall(r"\btext(\.\w+(?:\.\w+)?)\b", file.read_text(encoding="utf-8"))
    }
    assert {path for path in asked if not any(one == path or one.startswith(f"{path}.") for one in known)} == set()
