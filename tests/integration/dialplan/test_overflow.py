"""From a parallel hotline's queue to the main room, on a real Asterisk with none of the roles: who goes on when, where
they stand there, and what each end is called."""

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from asterisk_conf.agents import AgentLine
from asterisk_conf.write import apply_agents
from hotline.domain.agents.phone import sip_ha1
from hotline.settings.environment import load_settings
from ops.phones.ports import Ports
from tests.parts.asterisk import Asterisk, environment, private_asterisk
from tests.parts.dialplan import CITIZENS, SECRET, Journal, agent, phone, rung, until
from tests.parts.sip.phone import Phone

CONFIG = """
[[trunks]]
name = "carrier"
match = ["127.0.0.2/32"]
contact = "sip:127.0.0.2:5070"
origin_numbers = { "119" = ["04772110119"] }
[[queues]]
name = "main"
numbers = ["12345"]
greeting = ""
wrapup_s = 0
max_waiting = 1
[[queues]]
name = "health"
numbers = ["12320"]
greeting = ""
wrapup_s = 0
overflow_to = "main"
overflow_after_s = 2
max_wait_s = 4
[[queues]]
name = "market"
numbers = ["12315"]
greeting = ""
overflow_to = "main"
overflow_after_s = 0
[[queues]]
name = "room"
numbers = ["12346"]
greeting = ""
wrapup_s = 0
[[queues]]
name = "labour"
numbers = ["12333"]
greeting = ""
wrapup_s = 0
overflow_to = "room"
overflow_after_s = 3
"""


@pytest.fixture(scope="module")
def asterisk(workspace: Path, ports: Ports) -> Iterator[Asterisk]:
    env = environment(workspace / "overflow", ports, CONFIG)
    apply_agents(
        load_settings(env),
        [
            AgentLine(extension=extension, username=f"agent-{extension}", sip_ha1=sip_ha1(extension, SECRET))
            for extension in ("1001", "1002")
        ],
    )
    with private_asterisk(env) as running:
        yield running


async def busy(agents_phone: Phone, citizen: Phone, number: str) -> None:
    """The agent talks to somebody."""
    citizen.call(number)
    (await rung(agents_phone)).answer()


async def test_an_expert_who_does_not_pick_up_gives_the_citizen_to_the_main_room(
    asterisk: Asterisk, journal: Journal
) -> None:
    async with (
        agent(asterisk, "health") as expert,
        agent(asterisk, "main", extension="1002") as generalist,
        phone(asterisk, CITIZENS) as citizen,
    ):
        call = citizen.call("12320")
        await rung(expert)
        (await rung(generalist, within_s=10)).answer()  # while the expert's phone would ring for 20 s
        await call.until("answered")
        await journal.tells("queue:health", "overflow:main")
        assert len(expert.dialogs) == 1
        assert "Auto-Pause" in asterisk.cli("queue show health")


async def test_an_expert_whose_phone_has_just_begun_to_ring_is_not_cut_short(
    asterisk: Asterisk, journal: Journal
) -> None:
    async with (
        agent(asterisk, "labour") as expert,
        agent(asterisk, "room", extension="1002") as generalist,
        phone(asterisk, CITIZENS) as citizen,
    ):
        await busy(expert, citizen, "12333")
        citizen.call("12333")
        await journal.until("USER_DEFINED", 2)
        await asyncio.sleep(1.2)
        expert.dialogs[next(iter(expert.dialogs))].hang_up()
        ringing = await rung(expert)
        await asyncio.sleep(2)
        ringing.answer()
        await journal.until("BRIDGE_ENTER", times=4)
        assert not generalist.dialogs
    await journal.tells("queue:labour", "queue:labour")


@pytest.mark.parametrize(("number", "queue"), [("12320", "health"), ("12315", "market")])
async def test_with_no_expert_signed_in_the_main_room_rings_at_once(
    asterisk: Asterisk, journal: Journal, number: str, queue: str
) -> None:
    async with agent(asterisk, "main") as generalist, phone(asterisk, CITIZENS) as citizen:
        citizen.call(number)
        (await rung(generalist)).answer()
        await journal.tells(f"queue:{queue}", "overflow:main")
        assert journal.seconds(f"queue:{queue}", "overflow:main") < 2


async def test_with_nobody_anywhere_they_are_told_so_at_once(asterisk: Asterisk, journal: Journal) -> None:
    async with phone(asterisk, CITIZENS) as citizen:
        await citizen.call("12320").until("ended")
    await journal.tells("queue:health", "overflow:main", "empty:")


@pytest.mark.parametrize("main", ["empty", "full"])
async def test_with_nobody_in_the_main_room_they_go_on_waiting_for_the_expert_until_their_patience_is_over(
    asterisk: Asterisk, journal: Journal, main: str
) -> None:
    """max_wait_s counts from the first queue."""
    async with (
        agent(asterisk, "health") as expert,
        agent(asterisk, *(["main"] if main == "full" else []), extension="1002") as generalist,
        phone(asterisk, CITIZENS) as citizen,
    ):
        marks = ["queue:health"]
        await busy(expert, citizen, "12320")
        if main == "full":
            await busy(generalist, citizen, "12345")
            citizen.call("12345", "<sip:13800000001@x>")
            marks += ["queue:main", "queue:main"]
            await journal.until("USER_DEFINED", 3)
        call = citizen.call("12320", "<sip:13800000002@x>")
        await journal.tells(*marks, "queue:health", "overflow:main", "back:health")
        await until(lambda: journal.marks()[-1] == "timeout:")
        assert 3 <= journal.seconds("queue:health", "timeout:") < 5.5  # from the second queue it would be 6
        call.hang_up()


async def test_who_has_waited_longer_comes_first_whichever_queue_they_came_from(
    asterisk: Asterisk, journal: Journal
) -> None:
    async with (
        agent(asterisk, "labour") as expert,
        agent(asterisk, "room", extension="1002") as generalist,
        phone(asterisk, CITIZENS) as citizen,
    ):
        await busy(expert, citizen, "12333")
        await busy(generalist, citizen, "12346")
        for number, caller in (("12346", "13800000001"), ("12333", "13800000002"), ("12346", "13800000003")):
            citizen.call(number, f"<sip:{caller}@x>")
            await asyncio.sleep(1.05)  # who has waited longer is told in whole seconds
        await until(lambda: "overflow:room" in journal.marks())
        await until(lambda: "has 3 calls" in asterisk.cli("queue show room"))
        order: list[str] = []
        current = next(iter(generalist.dialogs.values()))
        for talks in (2, 3, 4):  # the expert's is the first
            await journal.until("BRIDGE_ENTER", times=2 * talks)
            current.hang_up()
            current = await rung(generalist, within_s=30)
            order += re.findall(r"sip:(\d+)@", current.remote_header)
            current.answer()
    assert order == ["13800000001", "13800000002", "13800000003"]


@pytest.mark.parametrize(("caller", "origin"), [("+864772110119", ["origin:119"]), ("13800000001", [])])
async def test_a_desk_that_rings_through_the_carrier_is_known_by_its_number(
    asterisk: Asterisk, journal: Journal, caller: str, origin: list[str]
) -> None:
    async with phone(asterisk, CITIZENS) as citizen:
        await citizen.call("12345", f"<sip:{caller}@x>").until("ended")
    await journal.tells(*origin, "queue:main", "empty:")
