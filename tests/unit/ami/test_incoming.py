"""What comes from Asterisk: every event once, whole and in order, however the network delivers it."""

import asyncio
from datetime import UTC, datetime

import pytest

from hotline.asterisk.ami.messages import AmiEvent, Connected, Lost
from tests.parts.ami.fake_asterisk import (
    QUICK,
    connected,
    connection_to,
    event,
    eventually,
    fake_asterisk,
    frame,
    next_event,
    next_item,
)


async def test_events_come_in_order_between_connected_and_lost() -> None:
    async with fake_asterisk() as fake, connection_to(fake) as connection:
        session = await connected(connection, fake)
        session.say(b"".join(event("Newchannel", Number=str(number)) for number in range(50)))
        assert [(await next_event(connection)).headers["Number"] for _ in range(50)] == [str(n) for n in range(50)]
        session.drop()
        lost = await next_item(connection)
        assert isinstance(lost, Lost)
        assert lost.reason
        assert isinstance(await next_item(connection), Connected)


async def test_nothing_is_lost_when_the_stream_comes_a_byte_at_a_time() -> None:
    async with fake_asterisk() as fake, connection_to(fake) as connection:
        session = await connected(connection, fake)
        for byte in event("Newchannel", CallerIDName="客户李先生", Uniqueid="node1-1.1"):
            session.say(bytes([byte]))
            await session.writer.drain()
            await asyncio.sleep(0)
        came = await next_event(connection)
        assert came.headers["CallerIDName"] == "客户李先生"
        assert came.headers["Uniqueid"] == "node1-1.1"


async def test_a_character_split_over_two_reads_survives() -> None:
    async with fake_asterisk() as fake, connection_to(fake) as connection:
        session = await connected(connection, fake)
        whole = event("Newchannel", CallerIDName="客户李先生")
        cut = whole.index("户".encode()) + 1
        session.say(whole[:cut])
        await eventually(lambda: connection._protocol is not None and connection._protocol.wire.unread_bytes == cut)
        session.say(whole[cut:])
        assert (await next_event(connection)).headers["CallerIDName"] == "客户李先生"


async def test_text_that_is_not_utf8_is_replaced_and_its_event_kept() -> None:
    async with fake_asterisk() as fake, connection_to(fake) as connection:
        session = await connected(connection, fake)
        session.say(b"Event: Newchannel\r\nCallerIDName: \xc0\xee\xcf\xc8\r\nUniqueid: u\r\n\r\n")
        came = await next_event(connection)
        assert "\N{REPLACEMENT CHARACTER}" in came.headers["CallerIDName"]
        assert came.headers["Uniqueid"] == "u"


async def test_the_time_of_an_event_is_asterisks() -> None:
    async with fake_asterisk() as fake, connection_to(fake) as connection:
        session = await connected(connection, fake)
        session.say(event("Hangup", Timestamp="1795298943.097041") + event("Hangup", Timestamp="soon"))
        assert (await next_event(connection)).at.isoformat() == "2026-11-21T22:09:03.097041+00:00"
        assert (await next_event(connection)).at.tzinfo is not None


async def test_of_a_header_that_stands_twice_asterisks_own_counts() -> None:
    async with fake_asterisk() as fake, connection_to(fake) as connection:
        session = await connected(connection, fake)
        session.say(b"Event: UserEvent\r\nUniqueid: real\r\nUniqueid: forged\r\n\r\n")
        assert (await next_event(connection)).headers["Uniqueid"] == "real"


async def test_a_message_that_cannot_be_understood_costs_only_itself(caplog: pytest.LogCaptureFixture) -> None:
    async with fake_asterisk() as fake, connection_to(fake) as connection:
        session = await connected(connection, fake)
        session.say(b"what is this\r\n\r\n" + b"\r\n\r\n" + b"\r\n" + event("Hangup"))
        assert (await next_event(connection)).name == "Hangup"
        assert connection.unreadable == 1
        assert connection.connected


async def test_an_exception_of_ours_costs_neither_the_connection_nor_the_rest_of_the_chunk() -> None:
    def broken_clock() -> datetime:
        if armed:
            raise RuntimeError("no time")
        return datetime.now(UTC)

    armed = False
    async with fake_asterisk() as fake, connection_to(fake, clock=broken_clock) as connection:
        session = await connected(connection, fake)
        armed = True
        session.say(event("Hangup", Uniqueid="1") + event("Hangup", Uniqueid="2", Timestamp="1795298943.097041"))
        assert (await next_event(connection)).headers["Uniqueid"] == "2"
        assert connection.unreadable == 1
        assert connection.connected
        armed = False


async def test_the_late_items_of_a_list_that_nobody_waits_for_are_no_events() -> None:
    async with fake_asterisk() as fake, connection_to(fake) as connection:
        session = await connected(connection, fake)
        session.say(event("CoreShowChannel", ActionID="of-old") + frame(Response="Success", ActionID="of-old"))
        session.say(event("OriginateResponse", ActionID="mine", Response="Failure"))
        came = await next_event(connection)
        assert came.name == "OriginateResponse"  # comes after its action was answered, and says how the dialling went


async def test_a_message_that_never_ends_fills_no_memory() -> None:
    async with fake_asterisk() as fake, connection_to(fake) as connection:
        session = await connected(connection, fake)
        session.say(b"Event: x\r\n" * 200_000)
        lost = await next_item(connection)
        assert isinstance(lost, Lost)
        assert "without an end" in lost.reason


async def test_a_reader_too_far_behind_is_told_to_look_again() -> None:
    async with fake_asterisk() as fake, connection_to(fake) as connection:
        session = await connected(connection, fake)
        session.say(event("Newchannel") * (QUICK.inbox_limit + 50))
        seen = [await next_item(connection) for _ in range(QUICK.inbox_limit + 2)]
        assert [type(item) for item in seen] == [AmiEvent] * QUICK.inbox_limit + [Lost, Connected]
        assert connection.overflows == 1


async def test_no_new_connection_is_made_while_the_reader_is_behind() -> None:
    async with fake_asterisk() as fake, connection_to(fake) as connection:
        session = await connected(connection, fake)
        session.say(event("Newchannel") * QUICK.inbox_limit)
        session.drop()
        await eventually(lambda: not connection.connected)
        await asyncio.sleep(QUICK.retry_most_s * 4)  # in which it must not come back
        assert fake.logins == 1
        while isinstance(await next_item(connection), AmiEvent):
            pass
        assert isinstance(await next_item(connection), Connected)
