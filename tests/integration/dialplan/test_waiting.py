"""Citizens in a queue, on a real Asterisk without our roles: who comes first, and who may ask for a callback."""

import re
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from hotline.domain.numbers.number import Number
from ivr.arrival import Arrival
from tests.parts.asterisk import Asterisk
from tests.parts.dialplan import CITIZENS, POLICE, Journal, agent, ask_to_be_rung, phone, rung, until
from tests.parts.ivr.fastagi import listening


async def test_with_nobody_there_the_citizen_is_told_at_once(asterisk: Asterisk, journal: Journal) -> None:
    async with phone(asterisk, CITIZENS) as citizen:
        call = citizen.call("12345")
        await call.until("ended")
    assert 200 in call.history
    await journal.tells("queue:hotline", "empty:")


async def test_who_waits_may_ask_to_be_rung_back(asterisk: Asterisk, journal: Journal) -> None:
    async with agent(asterisk, "hotline") as agents_phone, phone(asterisk, CITIZENS) as citizen:
        citizen.call("12345")
        (await rung(agents_phone)).answer()
        waiting = citizen.call("12345")
        await journal.until("USER_DEFINED", 2)
        await ask_to_be_rung(waiting, journal)
        await waiting.until("ended")
    await journal.tells("queue:hotline", "queue:hotline", "asked:")


async def test_who_waits_may_ask_for_it_with_tones_where_no_keys_are_offered(
    asterisk: Asterisk, journal: Journal
) -> None:
    async with agent(asterisk, "hotline") as agents_phone, phone(asterisk, CITIZENS) as citizen:
        citizen.call("12345")
        (await rung(agents_phone)).answer()
        citizen.offers_events = False
        waiting = citizen.call("12345")
        await journal.until("USER_DEFINED", 2)
        await ask_to_be_rung(waiting, journal, by_tones=True)
        await waiting.until("ended")
    await journal.tells("queue:hotline", "queue:hotline", "asked:")


@contextmanager
def spoken(asterisk: Asterisk, *prompts: str) -> Iterator[None]:
    """These prompts are there, and say nothing for a second."""
    files = [asterisk.settings.paths.sounds / "zh" / f"{prompt}.wav" for prompt in prompts]
    for file in files:
        file.parent.mkdir(parents=True, exist_ok=True)
        with wave.open(str(file), "wb") as sound:
            sound.setparams((1, 2, 8000, 0, "NONE", ""))
            sound.writeframes(bytes(16000))
    yield
    for file in files:
        file.unlink()


async def test_with_nobody_there_the_citizen_may_ask_to_be_rung_back(asterisk: Asterisk, journal: Journal) -> None:
    with spoken(asterisk, "sorry-empty", "callback-offer"):
        await ask_when_nobody_is_there(asterisk, journal)


async def ask_when_nobody_is_there(asterisk: Asterisk, journal: Journal) -> None:
    async with phone(asterisk, CITIZENS) as citizen:
        call = citizen.call("12345")
        await call.until("answered")
        await journal.until("USER_DEFINED", 2)
        await ask_to_be_rung(call, journal)
        await call.until("ended")
    await journal.tells("queue:hotline", "empty:", "asked:")


async def test_a_closed_softphone_is_nobody(asterisk: Asterisk, journal: Journal) -> None:
    async with agent(asterisk, "hotline") as agents_phone, phone(asterisk, CITIZENS) as citizen:
        agents_phone.silent = True
        await until(lambda: "Unavailable" in asterisk.cli("queue show hotline"), within_s=30)
        await citizen.call("12345").until("ended")
    await journal.tells("queue:hotline", "empty:")


async def test_a_busy_agent_is_somebody_to_wait_for(asterisk: Asterisk, journal: Journal) -> None:
    async with agent(asterisk, "hotline") as agents_phone, phone(asterisk, CITIZENS) as citizen:
        citizen.call("12345")
        (await rung(agents_phone)).answer()
        waiting = citizen.call("12345")
        with pytest.raises(TimeoutError):
            await waiting.until("ended", within_s=2)
    await journal.tells("queue:hotline", "queue:hotline")


async def test_one_more_than_may_wait_is_told_that_the_room_is_full(asterisk: Asterisk, journal: Journal) -> None:
    async with agent(asterisk, "narrow") as agents_phone, phone(asterisk, CITIZENS) as citizen:
        waiting = citizen.call("12319")
        await rung(agents_phone)
        await citizen.call("12319").until("ended")
        assert waiting.state == "answered"
    await journal.tells("queue:narrow", "queue:narrow", "full:")


async def test_who_has_waited_too_long_is_told_so_although_the_last_agent_was_just_paused(
    asterisk: Asterisk, journal: Journal
) -> None:
    async with agent(asterisk, "hasty") as agents_phone, phone(asterisk, CITIZENS) as citizen:
        call = citizen.call("12316")
        await rung(agents_phone)
        await journal.tells("queue:hasty", "timeout:")
        await call.until("ended")


@pytest.mark.parametrize("status", [None, "486 Busy Here", "503 Service Unavailable"])
async def test_an_agent_who_does_not_pick_up_is_not_rung_again(
    asterisk: Asterisk, journal: Journal, status: str | None
) -> None:
    async with (
        agent(asterisk, "hotline") as one,
        agent(asterisk, "hotline", extension="1002") as other,
        phone(asterisk, CITIZENS) as citizen,
    ):
        citizen.call("12345")
        await until(lambda: bool(one.dialogs or other.dialogs))
        absent, present = (one, other) if one.dialogs else (other, one)
        if status is not None:
            (await rung(absent)).refuse(status)
        (await rung(present)).answer()
        assert len(absent.dialogs) == 1
        assert "paused:Auto-Pause" in asterisk.cli("queue show hotline")
    await journal.tells("queue:hotline")


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A caller to whom we owe a callback, or not."""

    open_callback: bool
    calls_recently: int = 0
    earnest_recently: int = 0


async def test_a_citizen_who_is_owed_a_callback_comes_first_and_the_police_desk_before_them(
    asterisk: Asterisk, journal: Journal
) -> None:
    def standing(number: Number) -> Standing:
        return Standing(open_callback=number.text == "13800000002")

    async with (
        agent(asterisk, "hotline") as agents_phone,
        phone(asterisk, CITIZENS) as citizen,
        phone(asterisk, POLICE) as police,
    ):
        with listening(asterisk.settings.agi_port, Arrival(asterisk.settings.hotline, standing)):
            citizen.call("12345", "<sip:13800000000@x>")
            first = await rung(agents_phone)
            first.answer()
            waiting = ((citizen, "13800000001"), (citizen, "13800000002"), (police, "110"))
            for before, (who, caller) in enumerate(waiting, start=1):
                who.call("12345", f"<sip:{caller}@x>")
                await journal.until("APP_START", times=before + 1)
        order: list[str] = []
        current = first
        for talks in (1, 2, 3):
            await journal.until("BRIDGE_ENTER", times=2 * talks)
            current.hang_up()
            current = await rung(agents_phone, within_s=30)
            order += re.findall(r"sip:(\d+)@", current.remote_header)
            current.answer()
    assert order == ["110", "13800000002", "13800000001"]
