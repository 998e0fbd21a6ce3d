"""How many calls a telephone may place, on a real Asterisk without any of the roles."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from asterisk_conf.agents import AgentLine
from asterisk_conf.write import apply_agents
from hotline.domain.agents.phone import sip_ha1
from hotline.settings.environment import load_settings
from ops.phones.ports import Ports
from tests.parts import wait
from tests.parts.asterisk import Asterisk, environment, private_asterisk
from tests.parts.sip.dialog import Dialog
from tests.parts.sip.phone import Phone

CONFIG = """
[[trunks]]
name = "carrier"
match = ["127.0.0.2/32"]
contact = "sip:127.0.0.2:{carrier}"
[[queues]]
name = "hotline"
numbers = ["12345"]
greeting = ""
[phones]
calls_at_once = 2
calls_a_day = 3
"""
SECRET = "the secret of a telephone"
REFUSED = 403


@pytest.fixture(scope="module")
def carrier_port(ports: Ports) -> int:
    return ports.free()


@pytest.fixture(scope="module")
def asterisk(workspace: Path, ports: Ports, carrier_port: int) -> Iterator[Asterisk]:
    env = environment(workspace / "limits", ports, CONFIG.format(carrier=carrier_port))
    lines = [AgentLine(extension=one, username=one, sip_ha1=sip_ha1(one, SECRET)) for one in ("1001", "1002", "1003")]
    apply_agents(load_settings(env), lines)
    with private_asterisk(env) as running:
        yield running


@asynccontextmanager
async def telephone(asterisk: Asterisk, extension: str) -> AsyncIterator[Phone]:
    opened = await Phone(extension, ("127.0.0.1", asterisk.settings.sip_port)).open("127.0.0.1")
    try:
        yield opened
    finally:
        for dialog in opened.dialogs.values():
            dialog.hang_up()
        opened.close()


@pytest.fixture
async def carrier(asterisk: Asterisk, carrier_port: int) -> AsyncIterator[Phone]:
    """Everybody outside, who picks up at once."""
    await asyncio.to_thread(wait.until, lambda: not asterisk.channels, "the end of the last test's calls")
    opened = await Phone("outside", ("127.0.0.1", asterisk.settings.sip_port), Dialog.answer).open(
        "127.0.0.2", carrier_port
    )
    yield opened
    opened.close()


async def dial(phone: Phone, number: str) -> Dialog:
    refused = phone.call(number)
    await refused.until("ended")
    call = phone.call_again(refused, SECRET)
    await call.until("answered", "ended")
    return call


@pytest.mark.usefixtures("carrier")
async def test_no_more_calls_at_once_than_allowed(asterisk: Asterisk) -> None:
    async with telephone(asterisk, "1001") as phone:
        calls = [await dial(phone, f"1381234567{n}") for n in range(3)]
        assert [call.final for call in calls] == [200, 200, REFUSED]

        emergency = await dial(phone, "110")
        assert emergency.final == 200
        calls[0].hang_up()
        await asyncio.to_thread(wait.until, lambda: len(asterisk.channels) == 4, "the end of the first call")
        assert (await dial(phone, "13812345679")).final == 200


@pytest.mark.usefixtures("carrier")
async def test_no_more_calls_a_day_than_allowed(asterisk: Asterisk) -> None:
    async with telephone(asterisk, "1002") as phone, telephone(asterisk, "1003") as colleague:
        finals = []
        for n in range(4):
            call = await dial(phone, f"1381234567{n}")
            finals.append(call.final)
            call.hang_up()
            await asyncio.to_thread(wait.until, lambda: not asterisk.channels, "the end of the call")
        assert finals == [200, 200, 200, REFUSED]

        assert (await dial(phone, "0477119")).final == 200
        assert (await dial(colleague, "13812345678")).final == 200
        asterisk.cli("database put dialled 1002 20200101-3")  # another day
        assert (await dial(phone, "13812345678")).final == 200
