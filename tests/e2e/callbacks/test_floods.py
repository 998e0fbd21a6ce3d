"""Floods at a running hotline: a flooder takes no place from a citizen, and nobody is rung for forged numbers."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ops.phones.agent import NEVER_PICKS_UP
from ops.phones.citizen import Dialling, Fate
from ops.phones.ports import Ports
from tests.parts.api import Api, Document
from tests.parts.hotline import Hotline, running_hotline
from tests.parts.lines import SMALL
from tests.parts.people import People
from tests.parts.wait import until


@pytest.fixture(scope="module")
def hotline(workspace: Path, ports: Ports, far_end_port: int) -> Iterator[Hotline]:
    config = f"{SMALL.format(port=far_end_port)}\n[floods]\nnew_numbers = 20\n"
    with running_hotline(workspace / "floods", ports, config) as running:
        yield running


@pytest.fixture(scope="module")
def admin(hotline: Hotline) -> Api:
    return hotline.admin


def test_a_flooder_is_answered_after_the_citizen_who_came_earlier(people: People) -> None:
    agent, flooder, citizen = people.agent("hotline"), people.new_number(), people.new_number()
    talking = people.citizen("12345")
    first = until(lambda: next((call for call in agent.calls if call.is_talking), None), "the agent talks")
    for _ in range(2):
        people.citizen("12345", caller=flooder, fate=Fate(stays_s=0.5)).wait(20)
    until(lambda: [call["state"] for call in people.calls_of(flooder)] == ["ended"] * 2, "two calls given up")
    assert people.admin.get(f"/callers/{flooder}")["open_callback"], "they are missed calls all the same"

    people.citizen("12345", caller=citizen)
    people.call_in("queued", citizen)
    flood = [people.citizen("12345", caller=flooder) for _ in range(2)]
    until(lambda: [call["state"] for call in people.calls_of(flooder)].count("queued") == 2, "two in the queue")
    turned_away = people.citizen("12345", caller=flooder)
    turned_away.wait(20)
    latest = until(lambda: _fifth(people, flooder), "the fifth call")
    assert (latest["missed_in"], latest["queued_at"], latest["callback"]) == ("full", None, None)
    assert people.admin.get(f"/tickets/{latest['ticket']}")["caller"] == flooder

    agent.hang_up(first)
    talking.wait(20)
    agent.until_talking(citizen)
    for telephone in flood:
        telephone.hang_up()
    people.citizen("12345", caller=flooder, fate=Fate(stays_s=0.1)).wait(20)
    people.until_balanced()


def test_forged_numbers_raise_an_alarm_and_are_rung_slowly(people: People) -> None:
    people.agent("hotline", behaviour=NEVER_PICKS_UP)
    forged = {people.new_number() for _ in range(30)}
    diallings = [Dialling(caller=number, dials="12345", fate=Fate(stays_s=1)) for number in sorted(forged)]
    people.citizens(diallings).wait(30)

    slowed = until(lambda: _slowed(people, len(forged)), "callbacks that are slowed", 20)
    assert forged <= {one["number"] for one in slowed}
    assert {one["status"] for one in slowed} == {"pending"}
    times = sorted(one["next_at"] for one in slowed)
    assert len(set(times)) == len(times), "one after another"
    until(lambda: "new_numbers" in {alarm["kind"] for alarm in people.admin.all("/alarms")}, "an alarm")
    until(lambda: people.admin.get("/wall")["callbacks"]["slowed"] == len(slowed), "the wall shows them")
    assert people.admin.post("/callbacks/slowed", {"action": "cancel"})["count"] == len(slowed)
    until(lambda: people.admin.get("/wall")["callbacks"]["slowed"] == 0, "and that they are gone")


def _fifth(people: People, caller: str) -> Document | None:
    """The latest of that caller's five calls, when it has ended."""
    calls = people.calls_of(caller)
    return calls[0] if len(calls) == 5 and calls[0]["ended_at"] else None


def _slowed(people: People, count: int) -> list[Document]:
    """All callbacks that are slowed, when there are so many."""
    found: list[Document] = people.admin.all("/callbacks", slowed="true")
    return found if len(found) >= count else []
