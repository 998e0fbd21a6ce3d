"""What a citizen hears before a person, and how long it keeps them from one: heard at their telephone, on a real
Asterisk."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from asterisk_conf.agents import AgentLine
from asterisk_conf.write import apply_agents
from hotline.domain.agents.phone import sip_ha1
from hotline.settings.environment import load_settings
from hotline.settings.paths import Paths
from ops.phones.ports import Ports
from tests.parts.asterisk import Asterisk, environment, private_asterisk
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
wrapup_s = 0
[recording]
notice = "{notice}"
"""
CITIZENS, AGENTS, SECRET = "127.0.0.2", "127.0.0.1", "a secret of a phone"
GREETING, NOTICE, MUSIC = 400, 1000, 1700  # Hz: what is said, as tones
PITCHES = (GREETING, NOTICE, MUSIC)
GREETING_S, NOTICE_S = 1.0, 0.8


def _record(paths: Paths) -> None:
    record_tone(paths.sounds / "zh" / "welcome.wav", GREETING, GREETING_S)
    record_tone(paths.sounds / "zh" / "recording-notice.wav", NOTICE, NOTICE_S)
    record_tone(paths.sounds / "moh" / "evening.wav", MUSIC, 2)


@pytest.fixture(scope="module", params=["ringing", "before"])
def notice(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def asterisk(workspace: Path, ports: Ports, notice: str) -> Iterator[Asterisk]:
    env = environment(workspace / f"notice-{notice}", ports, CONFIG.format(notice=notice))
    settings = load_settings(env)
    _record(settings.paths)
    line = AgentLine(extension="1001", username="agent-1001", sip_ha1=sip_ha1("1001", SECRET))
    apply_agents(settings, [line])
    with private_asterisk(env) as running:
        yield running


@asynccontextmanager
async def _phone(asterisk: Asterisk, address: str, user: str) -> AsyncIterator[Phone]:
    opened = await Phone(user, (address, asterisk.settings.sip_port)).open(address)
    try:
        yield opened
    finally:
        for dialog in opened.dialogs.values():
            dialog.hang_up()
        opened.close()


async def _hears(ear: Ear, pitch: int) -> float:
    """When the citizen hears only that pitch."""
    return await asyncio.to_thread(ear.until_hears, [pitch], PITCHES, 20)


async def _rung(agents_phone: Phone) -> tuple[Dialog, float]:
    dialog = await asyncio.wait_for(agents_phone.incoming.get(), 20)
    return dialog, time.time()


async def test_the_citizen_hears_who_answers_and_the_notice_and_rings_an_agent_as_soon_as_may_be(
    asterisk: Asterisk, notice: str
) -> None:
    with Ear(CITIZENS, MEDIA_PORT) as ear:
        async with _phone(asterisk, AGENTS, "1001") as agents_phone, _phone(asterisk, CITIZENS, "13812345678") as home:
            assert await agents_phone.register(SECRET) == 200
            asterisk.cli("queue add member PJSIP/1001 to hotline")
            call, ringing = home.call("12345"), asyncio.create_task(_rung(agents_phone))
            greeted_at = await _hears(ear, GREETING)
            told_at = await _hears(ear, NOTICE)
            dialog, rung_at = await ringing
            if notice == "ringing":
                assert greeted_at < rung_at < told_at, "the phone rings while the notice is said"
            else:
                assert told_at < rung_at, "no phone rings before the notice has been said"
            await _hears(ear, MUSIC)
            with pytest.raises(AssertionError):  # once, however long the tune is played
                await asyncio.to_thread(ear.until_hears, [NOTICE], PITCHES, 3)
            dialog.answer()
            await call.until("answered")
