"""The dialplan on a real Asterisk: every citizen reaches a queue, whatever they send and whatever of ours is down.

None of the roles runs. Queues without a greeting, so that what is measured is the way and not the prompt.
"""

import asyncio
import re
import socket
import threading
import wave
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass

import pytest

from asterisk_conf.secrets import load_secrets
from hotline.domain.numbers.number import Number
from ivr.agi import Conversation
from ivr.arrival import Arrival
from ivr.server import Server
from tests.parts import wait
from tests.parts.asterisk import Asterisk
from tests.parts.dialplan import (
    AGENTS,
    CITIZENS,
    POLICE,
    SECRET,
    STRANGERS,
    Journal,
    agent,
    asterisk,
    authenticated,
    carrier_port,
    journal,
    phone,
    rung,
    until,
)
from tests.parts.sip.phone import Phone

__all__ = ["asterisk", "carrier_port", "journal"]  # fixtures

# What an agent may key in vain: nobody's extension, abroad, names of the dialplan, and attempts to talk to it.
NO_NUMBERS = (
    *("12", "0016502530000", "+16502530000", "990016502530000", "carrier", "s", "h", "refuse", "full", "*8"),
    *("1002%26PJSIP/carrier", "13812345678%26PJSIP/1002", "+8613812345678,s,1", "0477%24%7BEXTEN%7D", "i"),
)


def test_asterisk_starts_without_errors_in_its_log(asterisk: Asterisk) -> None:
    file = asterisk.settings.paths.log / "asterisk.log"
    wait.until(lambda: "Asterisk Ready" in file.read_text(), "a ready Asterisk")
    log = file.read_text()
    assert [line for line in log.splitlines() if " ERROR[" in line] == []


async def test_a_citizen_talks_to_an_agent_while_all_of_ours_is_down(asterisk: Asterisk, journal: Journal) -> None:
    async with agent(asterisk, "hotline") as agents_phone, phone(asterisk, CITIZENS) as citizen:
        call = citizen.call("12345", '"李先生" <sip:13812345678@127.0.0.2>')
        ringing = await rung(agents_phone)
        ringing.answer()
        await journal.until("BRIDGE_ENTER", times=2)
        call.hang_up()
        await ringing.until("ended")
        await journal.until("LINKEDID_END")

    rows = journal.rows()
    start, leg = [row for row in rows if row["event"] == "CHAN_START"]
    call_id = start["uniqueid"]
    assert call_id.startswith("node1-")
    assert (start["context"], start["exten"], start["caller"], start["caller_name"]) == (
        "from-trunk-carrier",
        "12345",
        "13812345678",
        "李先生",
    )
    assert (leg["context"], leg["linkedid"]) == ("from-agent", call_id)
    assert leg["channel"].startswith("PJSIP/1001-")
    await journal.tells("queue:hotline")
    entered = [row for row in rows if row["event"] == "BRIDGE_ENTER"]
    assert {row["accountcode"] for row in entered} == {call_id}
    assert len({row["extra"] for row in entered}) == 1
    (recording,) = asterisk.settings.paths.recordings.glob(f"*/*/*/{call_id}.wav")
    assert recording.is_file()


@contextmanager
def listening(port: int, handle: Callable[[Conversation], None]) -> Iterator[None]:
    """A FastAGI server in our own process."""
    server = Server("127.0.0.1", port, handle)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield
    finally:
        server.stop()
        thread.join()


@contextmanager
def frozen_ivr(port: int, words: bytes) -> Iterator[None]:
    """Takes every call, says `words` again and again, and never lets go."""
    stopping = threading.Event()

    def hold(listener: socket.socket) -> None:
        with ExitStack() as held:
            calls: list[socket.socket] = []
            while not stopping.is_set():
                with suppress(TimeoutError):
                    calls.append(held.enter_context(listener.accept()[0]))
                for call in calls:
                    with suppress(OSError):  # it has hung up
                        call.sendall(words)

    with socket.create_server(("127.0.0.1", port)) as listener:
        listener.settimeout(0.2)
        thread = threading.Thread(target=hold, args=(listener,))
        thread.start()
        try:
            yield
        finally:
            stopping.set()
            thread.join()


@pytest.mark.parametrize("words", [b"", b"NOOP\n", b"no such command\n"], ids=["silent", "busy", "babbling"])
async def test_a_frozen_ivr_holds_a_citizen_for_less_than_four_seconds(
    asterisk: Asterisk, journal: Journal, words: bytes
) -> None:
    with frozen_ivr(asterisk.settings.agi_port, words):
        async with agent(asterisk, "hotline") as agents_phone, phone(asterisk, CITIZENS) as citizen:
            call = citizen.call("12345")
            ringing = await rung(agents_phone)
            ringing.answer()
            await ringing.until("answered")
            assert journal.seconds_since_start("queue:hotline") < 6  # 4 is the limit; the rest is for a busy machine
            # the limit on the way to the queue is none on the conversation
            with pytest.raises(TimeoutError):
                await call.until("ended", within_s=3.5)


async def test_a_citizen_who_gives_up_on_a_frozen_ivr_is_in_the_journal(asterisk: Asterisk, journal: Journal) -> None:
    with frozen_ivr(asterisk.settings.agi_port, b""):
        async with phone(asterisk, CITIZENS) as citizen:
            call = citizen.call("12345")
            await call.until("ringing")
            call.hang_up()
            await journal.until("HANGUP")
    await journal.tells()


async def test_ivr_may_choose_the_queue_but_only_one_that_exists(asterisk: Asterisk, journal: Journal) -> None:
    def choose(queue: str) -> Callable[[Conversation], None]:
        return lambda call: call.set_variable("HOTLINE_QUEUE", queue)

    async with phone(asterisk, CITIZENS) as citizen:
        for queue in ("narrow", "nonsense", "hotline,1)System(true"):
            with listening(asterisk.settings.agi_port, choose(queue)):
                call = citizen.call("12345")
                await call.until("ended")
    await journal.until("LINKEDID_END", times=3)
    assert [mark for mark in journal.marks() if mark.startswith("queue:")] == [
        "queue:narrow",
        "queue:hotline",
        "queue:hotline",
    ]


@pytest.mark.parametrize(
    ("dials", "queue"),
    [
        ("12345", "hotline"),
        ("047712345", "hotline"),
        ("+8647712345", "hotline"),
        ("8647712345", "hotline"),
        ("008647712345", "hotline"),
        ("12319", "narrow"),
        ("+8647712319", "narrow"),
        ("12345;phone-context=+86", "hotline"),
    ],
)
async def test_every_spelling_of_a_number_reaches_its_queue(
    asterisk: Asterisk, journal: Journal, dials: str, queue: str
) -> None:
    async with phone(asterisk, CITIZENS) as citizen:
        await citizen.call(dials).until("ended")
    await journal.tells(f"queue:{queue}", "empty:")


@pytest.mark.parametrize(
    "dials",
    [
        *("", "99999", "hello", "s", "h", "T", "t", "i", "e", "failed", "desk", "unknown", "*8", "+", "1" * 300),
        *("%E4%B8%AD", "$%7BEXTEN%7D", "%5F.", "%22%20or%201", "%2C1)System(x"),
    ],
)
async def test_a_number_of_nobody_reaches_the_first_queue_and_is_marked(
    asterisk: Asterisk, journal: Journal, dials: str
) -> None:
    server = f"{CITIZENS}:{asterisk.settings.sip_port}"
    async with phone(asterisk, CITIZENS) as citizen:
        call = citizen.call(dials, uri=f"sip:{dials}@{server}" if dials else f"sip:{server}")
        await call.until("ended")
    assert 200 in call.history
    await journal.tells("unknown_number:", "queue:hotline", "empty:")


HOSTILE = [
    '"a\\"b\',;c" <sip:13812345678@x>',
    "\"'; DROP TABLE calls;--\" <sip:'%20OR%201=1--@x>",
    '"<script>alert(1)</script>" <sip:%3Cb%3E@x>',
    f'"{"n" * 300}" <sip:{"9" * 300}@x>',
    '"😀😀" <sip:%F0%9F%98%80@x>',
    '"\udcff\udcfe\udcc3(" <sip:%ff%fe@x>',
    '"${SHELL(id)}" <sip:%24%7BSHELL(id)%7D@x>',
    '"客户,李先生" <sip:+8613812345678@x>',
    "<sip:x>",
    '"Anonymous" <sip:anonymous@anonymous.invalid>',
    "<tel:+8613812345678>",
    "<sip:1001@x>",
    "<sip:carrier@x>",
    "<sip:police@x>",
]
UNCLEAN = [
    "<sip:138%0d%0a%0d%0aEvent%3a%20Hangup%0d%0aPrivilege%3a%20call@x>",
    '"x" <sip:138%0aEvent:%20X@x>',
    '"a\rEvent: X\r" <sip:13812345678@x>',
    '"a\x01\x7fb" <sip:13812345678@x>',
    "<sip:1%0034@x>",
]


@pytest.mark.parametrize("caller", HOSTILE)
async def test_whatever_a_caller_sends_the_call_reaches_a_person(
    asterisk: Asterisk, journal: Journal, caller: str
) -> None:
    async with agent(asterisk, "hotline") as agents_phone, phone(asterisk, CITIZENS) as citizen:
        call = citizen.call("12345", caller)
        (await rung(agents_phone)).answer()
        await call.until("answered")
    await journal.tells("queue:hotline")


@pytest.mark.parametrize("caller", UNCLEAN)
async def test_a_caller_with_control_characters_is_let_in_without_them(
    asterisk: Asterisk, journal: Journal, caller: str
) -> None:
    async with ami_events(asterisk) as frames, phone(asterisk, CITIZENS) as citizen:
        await citizen.call("12345", caller).until("ended")
        await until(lambda: any(b"Event: Hangup" in frame for frame in frames))
    await journal.tells("queue:hotline", "empty:")
    assert journal.rows()[0]["caller"] == "anonymous"
    assert all(is_whole(frame) for frame in frames)


@pytest.mark.parametrize("caller", HOSTILE)
async def test_no_caller_adds_a_line_to_an_ami_event(asterisk: Asterisk, caller: str) -> None:
    async with ami_events(asterisk) as frames, phone(asterisk, CITIZENS) as citizen:
        await citizen.call("12345", caller).until("ended")
        await until(lambda: any(b"Event: Hangup" in frame for frame in frames))
    assert all(is_whole(frame) for frame in frames)


async def test_a_dialled_number_with_control_characters_is_not_found(asterisk: Asterisk, journal: Journal) -> None:
    async with phone(asterisk, CITIZENS) as citizen:
        call = citizen.call("1%0d%0a2")
        await call.until("ended")
    assert call.final == 404
    assert journal.rows() == []


@asynccontextmanager
async def ami_events(asterisk: Asterisk) -> AsyncIterator[list[bytes]]:
    """The frames that the cti role would read, as they come."""
    settings = asterisk.settings
    reader, writer = await asyncio.open_connection("127.0.0.1", settings.ami_port)
    secret = load_secrets(settings.paths.secrets)["cti"]
    writer.write(f"Action: Login\r\nUsername: cti\r\nSecret: {secret}\r\n\r\n".encode())
    frames: list[bytes] = []

    async def read() -> None:
        await reader.readuntil(b"FullyBooted")
        await reader.readuntil(b"\r\n\r\n")
        while True:
            frames.append(await reader.readuntil(b"\r\n\r\n"))

    reading = asyncio.create_task(read())
    try:
        yield frames
    finally:
        reading.cancel()
        writer.close()


def is_whole(frame: bytes) -> bool:
    """An event as Asterisk begins it, each header once, and no control character inside."""
    *lines, empty, end = frame.split(b"\r\n")
    names = [line.partition(b": ")[0] for line in lines]
    begins = [b"Event", b"Privilege", b"Timestamp", b"SystemName"]
    return (
        names[:4] == begins
        and len(set(names)) == len(names)
        and not (empty or end)
        and not re.search(rb"[\x00-\x1f\x7f]", b"".join(lines))
    )


async def test_a_caller_whose_number_is_an_agents_extension_gets_through(asterisk: Asterisk) -> None:
    async with agent(asterisk, "hotline") as agents_phone, phone(asterisk, CITIZENS, "1001") as citizen:
        call = citizen.call("12345", "<sip:1001@127.0.0.1>")
        (await rung(agents_phone)).answer()
        await call.until("answered")


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
        waiting.press(1)
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
        await waiting.press_as_tones("1")
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
        call.press(1)
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


async def test_an_agents_phone_can_ring_the_hotline_and_a_colleague_and_nothing_that_is_no_number(
    asterisk: Asterisk, journal: Journal
) -> None:
    async with agent(asterisk, "hotline") as one, agent(asterisk, extension="1002") as other:
        call = other.call("12345")
        final = await authenticated(other, call)
        (await rung(one)).answer()
        await final.until("answered")
        final.hang_up()

        colleague = await authenticated(one, one.call("1002"))
        (await rung(other)).answer()
        await colleague.until("answered")
        colleague.hang_up()

        for number in NO_NUMBERS:
            refused = await authenticated(one, one.call(number))
            await refused.until("ended")
            assert refused.final in (404, 603), number
    assert "queue:hotline" in journal.marks()
    assert not any(row["channel"].startswith("PJSIP/carrier") for row in journal.rows())


async def test_an_agents_phone_dials_outside_on_the_lines_that_are_not_the_citizens(
    asterisk: Asterisk, journal: Journal, carrier_port: int
) -> None:
    carrier = await Phone("carrier", ("127.0.0.2", asterisk.settings.sip_port)).open("127.0.0.2", carrier_port)
    try:
        async with agent(asterisk) as one, agent(asterisk, extension="1002") as other:
            call = await authenticated(one, one.call("+8613812345678"))
            citizen = await rung(carrier)
            assert citizen.invite is not None
            assert citizen.invite.start.startswith("INVITE sip:13812345678@")
            assert "sip:12345@" in citizen.remote_header
            second = await authenticated(other, other.call("8330000"))
            await second.until("ended")
            assert second.final == 503
            citizen.answer()
            await call.until("answered")
            citizen.hang_up()
            await call.until("ended")
            await until(lambda: not asterisk.channels)  # the line is free when the last channel has gone
            third = await authenticated(other, other.call("8330000"))
            (await rung(carrier)).refuse()
            await third.until("ended")
            assert third.final == 486
    finally:
        carrier.close()
    await journal.tells(
        *("dials:1001:13812345678", "dialling:"), *("dials:1002:04778330000", "dialling:", "dialled:BUSY:17:486")
    )


async def test_strangers_and_wrong_secrets_are_refused(asterisk: Asterisk, journal: Journal) -> None:
    async with phone(asterisk, STRANGERS) as stranger, phone(asterisk, AGENTS, "1001") as thief:
        for name in ("13812345678", "carrier", "_unclean", "138%0d"):
            call = stranger.call("12345", f"<sip:{name}@x>")
            await call.until("ended")
            assert call.final in (401, 403), name
        assert await thief.register("wrong") in (401, 403)
        assert (await stranger.register(SECRET)) in (401, 403)
    assert journal.rows() == []
