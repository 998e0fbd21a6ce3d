"""Whatever callers send, on a real Asterisk without our roles: it harms nothing, and those who may call get through."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from asterisk_conf.secrets import load_secrets
from tests.parts.asterisk import Asterisk
from tests.parts.dialplan import (
    AGENTS,
    CITIZENS,
    SECRET,
    STRANGERS,
    Journal,
    agent,
    phone,
    rung,
    until,
)

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


async def test_strangers_and_wrong_secrets_are_refused(asterisk: Asterisk, journal: Journal) -> None:
    async with phone(asterisk, STRANGERS) as stranger, phone(asterisk, AGENTS, "1001") as thief:
        for name in ("13812345678", "carrier", "_unclean", "138%0d"):
            call = stranger.call("12345", f"<sip:{name}@x>")
            await call.until("ended")
            assert call.final in (401, 403), name
        assert await thief.register("wrong") in (401, 403)
        assert (await stranger.register(SECRET)) in (401, 403)
    assert journal.rows() == []
