"""The texts of one language, from its TOML file."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LANGUAGES = ("zh", "en")


@dataclass(frozen=True, kw_only=True)
class Prompt:
    """One text to speak. `name` is the sound's name in Asterisk, such as welcome or digits/5."""

    name: str
    text: str
    voice: str
    words_per_minute: int


def load_prompts(language: str) -> list[Prompt]:
    """All prompts of a language, in the order of its file."""
    document = tomllib.loads(Path(__file__).with_name(f"{language}.toml").read_text(encoding="utf-8"))
    return [
        Prompt(
            name=name,
            text=text,
            voice=document["voice"],
            words_per_minute=_pace(document, name),
        )
        for name, text in document["texts"].items()
    ]


def _pace(document: dict[str, Any], name: str) -> int:
    """Words per minute: the prompt's own, else its folder's, else the language's."""
    pace: dict[str, int] = document["pace"]
    return pace.get(name) or pace.get(name.rpartition("/")[0]) or int(document["words_per_minute"])
