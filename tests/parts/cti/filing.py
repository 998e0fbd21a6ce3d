"""Calls of a story, filed as cti files them."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Engine, select

from cti.effects.change import Change
from cti.effects.filing import file_changes
from hotline.domain.calls.call import Call
from hotline.domain.calls.projection import project
from hotline.domain.facts.facts import Fact, FactKind
from hotline.settings.hotline import Hotline, parse_hotline
from hotline.store.engine import reading, writing
from tests.parts.facts.people import owners
from tests.parts.facts.stories import CALLER, answered_by, arrived, at, ends, queued

OWNERS = owners(**{"1001": "wang"})


NOW = at(1000)


def hotline(**callback: Any) -> Hotline:
    return parse_hotline(
        {
            "trunks": [{"name": "carrier", "match": ["127.0.0.2/32"], "contact": "sip:127.0.0.2:5070"}],
            "queues": [{"name": "hotline", "numbers": ["12345"]}],
            "callback": callback,
        }
    )


def renamed(facts: Sequence[Fact], number: int, caller: str = CALLER) -> list[Fact]:
    """The same story on other channels, by another caller."""

    def other(channel: str) -> str:
        return f"node1-1763686800.{number}{channel if channel in ('a', 'b') else ''}"

    return [
        Fact(
            kind=fact.kind,
            channel=other(fact.channel),
            peer=fact.peer,
            at=fact.at + timedelta(seconds=number),
            call=other(fact.call) if fact.call else "",
            data={
                **fact.data,
                **({"caller": caller} if fact.kind is FactKind.ARRIVED else {}),
                **({"linkedid": other("")} if "linkedid" in fact.data else {}),
            },
        )
        for fact in facts
    ]


def step(before: Call | None, facts: Sequence[Fact]) -> Change:
    (call_id,) = {fact.channel for fact in facts if fact.kind is FactKind.ARRIVED}
    after = project(call_id, facts)
    assert after is not None
    return Change(before=before, after=after, facts=facts)


def file(engine: Engine, *changes: Change, rules: Hotline | None = None) -> None:
    with writing(engine) as connection:
        file_changes(connection, rules or hotline(), changes, OWNERS, NOW)


def rows(engine: Engine, table: Any) -> list[Any]:
    with reading(engine) as connection:
        return list(connection.execute(select(table).order_by(*table.primary_key)))


ANSWERED = [arrived(), queued(), *answered_by("1001", "a", rung=4, spoken=9, over=60)]


MISSED = [arrived(), queued(), ends(30)]
