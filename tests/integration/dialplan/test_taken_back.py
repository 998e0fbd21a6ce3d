"""Who hears that nobody can take the call is taken back when somebody can: a real Asterisk, none of the roles."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from asterisk_conf.agents import AgentLine
from asterisk_conf.write import apply_agents
from hotline.domain.agents.phone import sip_ha1
from hotline.settings.environment import load_settings
from ivr.prompts.lengths import lengths
from ops.phones.ports import Ports
from tests.parts.asterisk import Asterisk, environment, private_asterisk
from tests.parts.dialplan import CITIZENS, SECRET, Journal, agent, ask_to_be_rung, phone, rung, until
from tests.parts.sip.dialog import MEDIA_PORT, Dialog
from tests.parts.sip.ear import Ear
from tests.parts.sip.phone import Phone
from tests.parts.sip.tone import record_tone

CONFIG = """
[[trunks]]
name = "carrier"
match = ["127.0.0.2/32"]
contact = "sip:127.0.0.2:5070"
[[queues]]
name = "hotline"
numbers = ["12345"]
greeting = ""
wrapup_s = 0
[[queues]]
name = "narrow"
numbers = ["12319"]
greeting = ""
wrapup_s = 0
max_waiting = 1
[[queues]]
name = "hasty"
numbers = ["12316"]
greeting = ""
wrapup_s = 0
max_wait_s = 1
[[queues]]
name = "health"
numbers = ["12320"]
greeting = ""
wrapup_s = 0
overflow_to = "hotline"
overflow_after_s = 10
"""
SORRY, OFFER = 1000, 700  # Hz
SORRY_S, OFFER_S = 3.0, 1.0
FIRST, SECOND, THIRD = (f"<sip:1380000000{one}@x>" for one in (1, 2, 3))


@pytest.fixture(scope="module")
def asterisk(workspace: Path, ports: Ports) -> Iterator[Asterisk]:
    env = environment(workspace / "taken-back", ports, CONFIG)
    settings = load_settings(env)
    for reason in ("empty", "full", "timeout"):
        record_tone(settings.paths.sounds / "zh" / f"sorry-{reason}.wav", SORRY, SORRY_S)
    record_tone(settings.paths.sounds / "zh" / "callback-offer.wav", OFFER, OFFER_S)
    (settings.paths.sounds / "lengths.conf").write_text(lengths(settings.paths.sounds))
    apply_agents(
        settings,
        [
            AgentLine(extension=extension, username=f"agent-{extension}", sip_ha1=sip_ha1(extension, SECRET))
            for extension in ("1001", "1002")
        ],
    )
    with private_asterisk(env) as running:
        yield running


async def hears(ear: Ear, pitch: int, within_s: float = 20) -> None:
    await asyncio.to_thread(ear.until_hears, [pitch], [pitch], within_s)


async def test_with_nobody_there_they_hear_why_and_what_a_key_does_to_the_end(
    asterisk: Asterisk, journal: Journal
) -> None:
    async with phone(asterisk, CITIZENS) as citizen:
        with Ear(CITIZENS, MEDIA_PORT) as ear:
            call = citizen.call("12345")
            await hears(ear, SORRY)
            await hears(ear, OFFER)
            await call.until("ended", within_s=20)
    await journal.tells("queue:hotline", "empty:")


@pytest.mark.parametrize(
    ("number", "first", "ready_in", "marks"),
    [
        ("12345", "hotline", "hotline", ()),
        ("12320", "health", "health", ("overflow:hotline",)),
        ("12320", "health", "hotline", ("overflow:hotline",)),
    ],
)
async def test_whoever_becomes_ready_meanwhile_gets_them(
    asterisk: Asterisk, journal: Journal, number: str, first: str, ready_in: str, marks: tuple[str, ...]
) -> None:
    async with phone(asterisk, CITIZENS) as citizen, agent(asterisk) as agents_phone:
        with Ear(CITIZENS, MEDIA_PORT) as ear:
            citizen.call(number)
            await hears(ear, SORRY)
            asterisk.cli(f"queue add member PJSIP/1001 to {ready_in}")
            (await rung(agents_phone)).answer()
            await journal.until("BRIDGE_ENTER", times=2)
        asterisk.cli(f"queue remove member PJSIP/1001 from {ready_in}")
    await journal.tells(f"queue:{first}", *marks, "empty:", f"again.1:{ready_in}")
    assert journal.seconds("empty:", f"again.1:{ready_in}") < SORRY_S + OFFER_S


async def test_whoever_talks_when_all_is_said_is_somebody_to_wait_for(asterisk: Asterisk, journal: Journal) -> None:
    async with agent(asterisk, "narrow") as agents_phone, phone(asterisk, CITIZENS) as citizen:
        citizen.call("12319", FIRST)
        talk = await rung(agents_phone)
        talk.answer()
        citizen.call("12345", SECOND)
        await until(lambda: "empty:" in journal.marks())
        asterisk.cli("queue add member PJSIP/1001 to hotline")
        await until(lambda: "again.1:hotline" in journal.marks())
        talk.hang_up()
        await rung(agents_phone)
        asterisk.cli("queue remove member PJSIP/1001 from hotline")
    assert journal.marks() == ["queue:narrow", "queue:hotline", "empty:", "again.1:hotline"]


@pytest.mark.parametrize(("number", "queue", "reason"), [("12319", "narrow", "full"), ("12316", "hasty", "timeout")])
async def test_an_agent_whom_nobody_else_waits_for_gets_whoever_was_told_to_wait_no_more(
    asterisk: Asterisk, journal: Journal, number: str, queue: str, reason: str
) -> None:
    async with agent(asterisk, queue) as agents_phone, phone(asterisk, CITIZENS) as citizen:
        citizen.call(number, FIRST)
        first = await rung(agents_phone)
        first.answer()
        second = citizen.call(number, SECOND)
        await journal.until("USER_DEFINED", 2)
        if reason == "full":
            citizen.call(number, THIRD)
        await until(lambda: f"{reason}:" in journal.marks())
        second_in_line = await after(first, agents_phone)
        if reason == "full":  # who waits comes first
            assert "again.1:narrow" not in journal.marks()
            second_in_line.answer()
            await journal.until("BRIDGE_ENTER", times=4)
            second.hang_up()
            await rung(agents_phone)
    assert journal.marks()[-2:] == [f"{reason}:", f"again.1:{queue}"]


async def after(talk: Dialog, agents_phone: Phone) -> Dialog:
    """The next call, when the agent has hung up this one."""
    talk.hang_up()
    return await rung(agents_phone)


async def test_a_key_asks_to_be_rung_back_and_another_does_nothing(asterisk: Asterisk, journal: Journal) -> None:
    async with phone(asterisk, CITIZENS) as citizen:
        call = citizen.call("12345")
        await until(lambda: "empty:" in journal.marks())
        call.press(5)
        await asyncio.sleep(0.7)
        assert "asked:" not in journal.marks()
        await ask_to_be_rung(call, journal)
        await call.until("ended")
    await journal.tells("queue:hotline", "empty:", "asked:")
