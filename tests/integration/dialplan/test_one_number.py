"""One number that rings again and again, on a real Asterisk while ivr is down: two of its calls live, the next ones
hear a word and are written down; desks, switchboards and those without a number are not taken for it."""

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from asterisk_conf.agents import AgentLine
from asterisk_conf.write import apply_agents
from hotline.domain.agents.phone import sip_ha1
from hotline.settings.environment import load_settings
from ops.phones.ports import Ports
from tests.parts.asterisk import Asterisk, environment, private_asterisk
from tests.parts.dialplan import CITIZENS, POLICE, SECRET, Journal, agent, phone, until
from tests.parts.sip.dialog import MEDIA_PORT, Dialog
from tests.parts.sip.ear import Ear
from tests.parts.sip.phone import Phone
from tests.parts.sip.tone import record_tone

CONFIG = """
[[trunks]]
name = "carrier"
match = ["127.0.0.2/32"]
contact = "sip:127.0.0.2:5070"
[[trunks]]
name = "police"
match = ["127.0.0.3/32"]
contact = "sip:127.0.0.3:5070"
origin = "110"
[[queues]]
name = "hotline"
numbers = ["12345"]
greeting = ""
[floods]
switchboards = ["04778330000"]
anonymous_calls = 3
"""
WORD, WORD_S = 1000, 1.5  # Hz: what the next one hears


@pytest.fixture(scope="module")
def asterisk(workspace: Path, ports: Ports) -> Iterator[Asterisk]:
    env = environment(workspace / "one-number", ports, CONFIG)
    settings = load_settings(env)
    record_tone(settings.paths.sounds / "zh" / "sorry-again.wav", WORD, WORD_S)
    apply_agents(settings, [AgentLine(extension="1001", username="agent-1001", sip_ha1=sip_ha1("1001", SECRET))])
    with private_asterisk(env) as running:
        yield running


async def arrive(journal: Journal, citizen: Phone, callers: Sequence[str]) -> list[Dialog]:
    """They ring one after another, each when the one before has come where it goes."""
    calls = []
    for caller in callers:
        calls.append(citizen.call("12345", caller))
        await until(lambda: len(places(journal)) == len(calls))
    return calls


def places(journal: Journal) -> list[str]:
    """Where the calls went that have come so far."""
    return [mark for mark in journal.marks() if not mark.startswith("origin:")]


async def test_a_third_call_of_a_number_hears_a_word_and_leaves_its_place_to_others(
    asterisk: Asterisk, journal: Journal
) -> None:
    spellings = ["<sip:13812345678@x>", "<sip:013812345678@x>", "<sip:+8613812345678@x>"]
    async with agent(asterisk, "hotline"), phone(asterisk, CITIZENS) as citizen:
        with Ear(CITIZENS, MEDIA_PORT) as ear:
            first, second, third = await arrive(journal, citizen, spellings)
            await asyncio.to_thread(ear.until_hears, [WORD], [WORD], 20)
            first.hang_up()  # the third one still hears its word, and is not counted any more
            await journal.until("HANGUP")
            fourth = citizen.call("12345", spellings[0])
            await until(lambda: len(places(journal)) == 4)
            await third.until("ended")
            assert (second.state, fourth.state) == ("answered", "answered")
    await journal.tells("queue:hotline", "queue:hotline", "turned_away:", "queue:hotline")


@pytest.mark.parametrize(
    ("address", "caller"),
    [(POLICE, "<sip:110@x>"), (CITIZENS, "<sip:04778330000@x>"), (CITIZENS, "<sip:8330000@x>")],
    ids=["desk", "switchboard", "switchboard, local"],
)
async def test_a_desk_and_a_switchboard_ring_as_often_as_they_need(
    asterisk: Asterisk, journal: Journal, address: str, caller: str
) -> None:
    async with agent(asterisk, "hotline"), phone(asterisk, address) as many:
        await arrive(journal, many, [caller] * 4)
    assert places(journal) == ["queue:hotline"] * 4


async def test_those_without_a_number_are_many_people_and_yet_not_the_whole_line(
    asterisk: Asterisk, journal: Journal
) -> None:
    hidden = ["<sip:anonymous@anonymous.invalid>", "<sip:x@x>", '"Anonymous" <sip:anonymous@x>', "<sip:restricted@x>"]
    async with agent(asterisk, "hotline"), phone(asterisk, CITIZENS) as citizen:
        *_, last = await arrive(journal, citizen, hidden)
        await last.until("ended")
        await arrive_one_more(journal, citizen)
    assert places(journal) == [*["queue:hotline"] * 3, "turned_away:", "queue:hotline"]


async def arrive_one_more(journal: Journal, citizen: Phone) -> None:
    """Somebody with a number."""
    citizen.call("12345", "<sip:13812345679@x>")
    await until(lambda: len(places(journal)) == 5)
