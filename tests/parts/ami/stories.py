"""Recorded stories, as each witness reported them."""

from collections.abc import Sequence
from pathlib import Path

from hotline.asterisk.ami.translate import facts_of
from hotline.asterisk.journal.line import parse
from hotline.asterisk.journal.translate import fact_of
from hotline.domain.calls.call import Call
from hotline.domain.calls.table import CallTable
from hotline.domain.facts.facts import Fact
from tests.parts.ami.streams import load

FOLDER = Path(__file__).parents[2] / "replay" / "streams"
STORIES = sorted(path.name.removesuffix(".ami.jsonl") for path in FOLDER.glob("*.ami.jsonl"))
NUMBERS = frozenset({"12345"})


def by_ami(story: str) -> list[Fact]:
    return [fact for event in load(FOLDER / f"{story}.ami.jsonl") for fact in facts_of(event, NUMBERS)]


def by_journal(story: str) -> list[Fact]:
    text = (FOLDER / f"{story}.cel.csv").read_text(encoding="utf-8")
    lines = [line for line in map(parse, text.splitlines()) if line is not None]
    return [fact for line in lines if (fact := fact_of(line, NUMBERS)) is not None]


def told(facts: Sequence[Fact]) -> list[Call]:
    """The calls after all of these facts, added one by one in their order."""
    table = CallTable()
    calls: dict[str, Call] = {}
    for fact in facts:
        calls |= {call: after for call, (_, after) in table.apply([fact]).items()}
    return sorted(calls.values(), key=lambda call: (call.started_at, call.id))
