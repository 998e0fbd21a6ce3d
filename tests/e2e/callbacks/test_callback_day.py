"""A hundred missed calls of sixty citizens, rung back by ten agents; and the same while everything is killed."""

import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from ops.phones.agent import Behaviour, Phones
from ops.phones.citizen import Dialling, Fate
from ops.phones.ports import Ports
from tests.parts.api import Document
from tests.parts.hotline import Hotline, running_hotline
from tests.parts.lines import SMALL
from tests.parts.people import People
from tests.parts.programs import program
from tests.parts.wait import until

CONFIG = (
    SMALL
    + """
[callback]
mode = "auto"
hours = ["00:00-24:00"]
min_idle_s = 0
retry_after = ["2s"]
max_attempts = 10
"""
)
CITIZENS, CALLS, AGENTS = 60, 100, 10
ANSWERS_AT_HOME = Behaviour(after_s=0.3, talks_s=1)
HANDSET = Behaviour(after_s=0.1)


@pytest.fixture(scope="module")
def hotline(workspace: Path, ports: Ports, far_end_port: int) -> Iterator[Hotline]:
    with running_hotline(workspace / "callback-day", ports, CONFIG.format(port=far_end_port)) as running:
        yield running


@pytest.fixture(scope="module")
def homes(hotline: Hotline, far_end_port: int) -> Iterator[Phones]:
    phones = Phones(hotline.place("127.0.0.2"), ANSWERS_AT_HOME, port=far_end_port)
    yield phones
    phones.stop()


@pytest.fixture
def missed(people: People) -> list[str]:
    """Sixty citizens who have rung a hundred times while nobody was there."""
    citizens = [people.new_number() for _ in range(CITIZENS)]
    ringing = citizens + citizens[: CALLS - CITIZENS]
    fate = Fate(stays_s=1)
    people.citizens([Dialling(caller=caller, dials="12345", fate=fate) for caller in ringing], rate=20)
    until(
        lambda: len(owed_to(people, citizens)) == CITIZENS and missed_calls(people, citizens) == CALLS, "all missed", 30
    )
    return citizens


def owed_to(people: People, citizens: list[str]) -> list[Document]:
    return [row for row in people.admin.all("/callbacks") if row["number"] in citizens]


def missed_calls(people: People, citizens: list[str]) -> int:
    calls = people.admin.all("/calls", direction="inbound", outcome="missed")
    return sum(call["caller"] in citizens for call in calls)


def all_reached(people: People, citizens: list[str]) -> bool:
    return {row["status"] for row in owed_to(people, citizens)} == {"reached"}


def prove(people: People, homes: Phones, citizens: list[str], asterisk_died_s: float | None = None) -> None:
    """Sixty duties, all reached; no telephone rang twice at once, for one attempt, or after its citizen was reached. A
    dead Asterisk takes leave of no telephone: what it had is over."""
    duties = owed_to(people, citizens)
    assert Counter(row["number"] for row in duties) == dict.fromkeys(citizens, 1)
    placed = Counter(call["called"] for call in people.admin.all("/calls", direction="callback"))
    for citizen in citizens:
        rang = sorted((call for call in homes.calls if call.called == citizen), key=lambda call: call.rang_at_s)
        assert 1 <= len(rang) <= placed[citizen], (citizen, rang)
        for earlier, later in pairwise(rang):
            ended_s = earlier.ended_at_s or asterisk_died_s
            assert ended_s is not None, (citizen, rang)
            assert ended_s <= later.rang_at_s, (citizen, rang)
            assert earlier.talking_at_s is None, (citizen, rang)
    accounting = people.admin.get("/accounting")
    assert accounting["balanced"], accounting


def staff(people: People) -> None:
    people.crew("hotline", AGENTS, HANDSET)


def test_each_citizen_is_rung_back_once_by_two_processes(people: People, homes: Phones, missed: list[str]) -> None:
    hotline = people.hotline
    second = (sys.executable, "-m", "callback")
    log = hotline.folder / "second-callback.log"
    with program(second, log, env=hotline.env, cwd=Path(__file__).parents[3]):
        until(lambda: "AMI connection" in log.read_text(), "a second process")
        began = time.monotonic()
        staff(people)
        until(lambda: all_reached(people, missed), "all reached", 120)
    print(f"{CITIZENS} citizens reached by {AGENTS} agents in {time.monotonic() - began:.0f} s")
    until(lambda: not people.admin.all("/calls", state="live"), "quiet lines", 30)

    prove(people, homes, missed)
    assert len([call for call in homes.calls if call.called in missed]) == CITIZENS


@pytest.mark.parametrize("victims", [("callback", "cti") * 2, ("asterisk",)], ids=["roles", "asterisk"])
def test_each_citizen_is_rung_back_whatever_dies(
    people: People, homes: Phones, missed: list[str], victims: tuple[str, ...]
) -> None:
    chance = random.Random(len(victims))
    staff(people)
    rung = 0
    died_s = time.time()
    for victim in victims:
        # Asterisk writes down a phone's registration a moment later: who has just signed in would be forgotten
        rung += 25 if victim == "asterisk" else chance.randrange(2, 12)
        until_rung(homes, missed, rung)
        people.hotline.kill(victim)
        died_s = time.time()
    until(lambda: all_reached(people, missed), "all reached", 120)
    until(lambda: not people.admin.all("/calls", state="live"), "quiet lines", 30)
    people.hotline.until_ready()

    prove(people, homes, missed, died_s if "asterisk" in victims else None)


def until_rung(homes: Phones, citizens: list[str], count: int) -> None:
    until(lambda: sum(call.called in citizens for call in homes.calls) >= count, f"{count} telephones that rang", 60)
