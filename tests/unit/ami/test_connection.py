"""What the reader of a hotline can rely on, whatever its Asterisk or the network does."""

import asyncio
import logging
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from hotline.asterisk.ami.connection import AmiConnection, Pace
from hotline.asterisk.ami.messages import AmiEvent, AmiLost, AmiRefused, AmiTimeout, Connected, Lost
from tests.parts.ami.fake_asterisk import (
    QUICK,
    Action,
    FakeAsterisk,
    Session,
    connection_to,
    event,
    eventually,
    fake_asterisk,
    frame,
    next_item,
)


async def connected(connection: AmiConnection, fake: FakeAsterisk) -> Session:
    """Past the Connected, the fake's side of it."""
    assert isinstance(await next_item(connection), Connected)
    return await fake.sessions.get()


async def next_event(connection: AmiConnection) -> AmiEvent:
    item = await next_item(connection)
    assert isinstance(item, AmiEvent), item
    return item


def mute(session: Session, action: Action) -> None:
    """An Asterisk that does not answer this action."""


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


async def test_an_answer_is_given_to_whoever_asked() -> None:
    async with fake_asterisk() as fake, connection_to(fake) as connection:
        await connected(connection, fake)
        fake.on_action = lambda session, action: session.answer(action, Message=action["Queue"])
        answers = await asyncio.gather(*(connection.send({"Action": "QueueAdd", "Queue": str(n)}) for n in range(20)))
        assert [answer.message for answer in answers] == [str(n) for n in range(20)]


async def test_a_no_is_raised_with_asterisks_words() -> None:
    async with fake_asterisk() as fake, connection_to(fake) as connection:
        await connected(connection, fake)
        fake.on_action = lambda session, action: session.answer(action, "Error", Message="No such channel")
        with pytest.raises(AmiRefused, match="No such channel"):
            await connection.send({"Action": "Hangup", "Channel": "x"})
        with pytest.raises(AmiRefused, match="No such channel"):
            await connection.send_list({"Action": "QueueStatus"})


async def test_a_list_is_given_whole_and_apart_from_the_events_between_its_items() -> None:
    def answer(session: Session, action: Action) -> None:
        mine = action["ActionID"]
        session.answer(action, EventList="start", Message="Channels will follow")
        session.say(event("CoreShowChannel", ActionID=mine, Uniqueid="1") + event("Newchannel", Uniqueid="2"))
        session.say(event("CoreShowChannel", ActionID=mine, Uniqueid="3"))
        session.say(event("CoreShowChannelsComplete", ActionID=mine, EventList="Complete", ListItems="2"))

    async with fake_asterisk() as fake, connection_to(fake) as connection:
        await connected(connection, fake)
        fake.on_action = answer
        items = await connection.send_list({"Action": "CoreShowChannels"})
        assert [item.headers["Uniqueid"] for item in items] == ["1", "3"]
        assert (await next_event(connection)).headers["Uniqueid"] == "2"


async def test_an_action_that_nobody_answers_ends_and_leaves_nothing_behind() -> None:
    patient = Pace(ping_every_s=10)
    async with fake_asterisk() as fake, connection_to(fake, pace=patient) as connection:
        session = await connected(connection, fake)
        fake.on_action = mute
        asking = [asyncio.create_task(connection.send({"Action": "QueueAdd"}, timeout_s=0.1)) for _ in range(3)]
        await fake.until(lambda: len(fake.named("QueueAdd")) == 3)
        session.say(event("Newchannel"))  # so that it is not taken for dead
        for task in asking:
            with pytest.raises(AmiTimeout):
                await task
        assert connection.connected
        assert connection._protocol is not None
        assert not connection._protocol.responses


async def test_the_late_items_of_a_list_that_nobody_waits_for_are_no_events() -> None:
    async with fake_asterisk() as fake, connection_to(fake) as connection:
        session = await connected(connection, fake)
        session.say(event("CoreShowChannel", ActionID="of-old") + frame(Response="Success", ActionID="of-old"))
        session.say(event("OriginateResponse", ActionID="mine", Response="Failure"))
        came = await next_event(connection)
        assert came.name == "OriginateResponse"  # comes after its action was answered, and says how the dialling went


async def test_when_the_socket_goes_every_pending_action_fails_and_none_is_sent_again() -> None:
    async with fake_asterisk() as fake, connection_to(fake) as connection:
        session = await connected(connection, fake)
        fake.on_action = mute
        dialling = [asyncio.create_task(connection.send({"Action": "Originate", "Async": "true"})) for _ in range(3)]
        listing = asyncio.create_task(connection.send_list({"Action": "QueueStatus"}))
        await fake.until(lambda: len(fake.actions) >= 5)
        session.drop()
        for task in [*dialling, listing]:
            with pytest.raises(AmiLost, match="connection lost"):
                await task
        assert isinstance(await next_item(connection), Lost)
        assert isinstance(await next_item(connection), Connected)
        assert len(fake.named("Originate")) == 3


async def test_without_a_connection_an_action_fails_at_once() -> None:
    connection = AmiConnection(host="127.0.0.1", port=1, username="cti", secret="x", events=True)
    with pytest.raises(AmiLost, match="no connection to Asterisk"):
        await connection.send({"Action": "Hangup"})


async def test_a_peer_that_hangs_is_known_to_be_silent_before_it_is_left() -> None:
    async with fake_asterisk() as fake, connection_to(fake, pace=replace(QUICK, pong_within_s=10)) as connection:
        await connected(connection, fake)
        await fake.until(lambda: len(fake.named("Ping")) >= 3)
        assert connection.silent_s < 1
        fake.silent = True
        async with asyncio.timeout(5):
            while connection.silent_s < 1:  # noqa: ASYNC110 - nothing happens, and that is what is waited for
                await asyncio.sleep(0.05)
        assert connection.connected


async def test_without_a_connection_asterisk_is_silent_for_ever() -> None:
    assert AmiConnection(host="127.0.0.1", port=1, username="cti", secret="x", events=True).silent_s == float("inf")


async def test_a_peer_that_freezes_is_noticed_and_left() -> None:
    async with fake_asterisk() as fake, connection_to(fake) as connection:
        await connected(connection, fake)
        fake.silent = True
        lost = await next_item(connection)
        assert isinstance(lost, Lost)
        assert "silent" in lost.reason
        fake.silent = False
        assert isinstance(await next_item(connection), Connected)


async def test_an_asterisk_busy_with_a_long_action_is_not_taken_for_dead() -> None:
    waiting: list[Action] = []
    async with fake_asterisk() as fake, connection_to(fake) as connection:
        session = await connected(connection, fake)
        fake.on_action = lambda _, action: waiting.append(action)
        reload = asyncio.create_task(connection.send({"Action": "Reload"}, timeout_s=5))
        await fake.until(lambda: bool(waiting))
        fake.silent = True  # one action after another: the pings wait behind the reload
        await fake.until(lambda: len(fake.named("Ping")) >= 3)
        fake.silent = False
        session.answer(waiting[0], Message="Module Reloaded")
        assert (await reload).message == "Module Reloaded"
        assert connection.connected
        assert fake.logins == 1


async def test_a_wrong_password_is_said_clearly_and_tried_slowly(caplog: pytest.LogCaptureFixture) -> None:
    async with fake_asterisk() as fake, connection_to(fake, secret="wr0ng") as connection:
        with caplog.at_level(logging.ERROR):
            await fake.until(lambda: fake.logins == 2)
        assert not connection.connected
        assert "Authentication failed" in connection.problem
        assert "secret" in caplog.text
        assert "wr0ng" not in caplog.text
        assert connection.inbox.empty()


async def test_events_wait_until_asterisk_has_finished_starting() -> None:
    async with fake_asterisk() as fake:
        fake.boots = False
        async with connection_to(fake, pace=Pace(ping_every_s=10)) as connection:
            session = await fake.sessions.get()
            session.say(event("Newchannel", Uniqueid="of the start"))
            session.say(event("FullyBooted") + event("Newchannel", Uniqueid="after"))
            assert isinstance(await next_item(connection), Connected)


async def test_an_asterisk_that_never_finishes_starting_is_complained_about(caplog: pytest.LogCaptureFixture) -> None:
    async with fake_asterisk() as fake:
        fake.boots = False
        async with connection_to(fake, pace=Pace(boot_s=0.05, retry_first_s=0.01)) as connection:
            await fake.until(lambda: fake.logins == 2)
            assert "FullyBooted" in connection.problem
            assert connection.inbox.empty()


async def test_a_connection_without_events_needs_no_boot_message_and_keeps_its_inbox_clean() -> None:
    async with fake_asterisk() as fake, connection_to(fake, events=False) as connection:
        session = await connected(connection, fake)
        assert fake.named("Login")[0]["Events"] == "off"
        session.say(event("Newchannel"))
        await connection.send({"Action": "Hangup"})
        assert connection.inbox.empty()


async def test_a_port_that_is_no_ami_is_left() -> None:
    async with fake_asterisk() as fake:
        fake.banner = b"SSH-2.0-OpenSSH_9.2\r\n"
        async with connection_to(fake) as connection:
            await eventually(lambda: "no Asterisk Manager Interface" in connection.problem)


async def test_a_megabyte_without_a_banner_is_left_at_its_first_bytes() -> None:
    async with fake_asterisk() as fake:
        fake.banner = b"x" * (1 << 20)
        async with connection_to(fake) as connection:
            await eventually(lambda: "no Asterisk Manager Interface" in connection.problem)


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


@pytest.mark.parametrize(
    "value", ["1001\r\nAction: Originate", "a\nb", "a\rb", "a\x00b", "a\x1bb", "a\x85b", "a\ud800b", "x" * 1100]
)
async def test_what_would_inject_or_break_an_action_is_refused(value: str) -> None:
    async with fake_asterisk() as fake, connection_to(fake) as connection:
        await connected(connection, fake)
        for fields in ({"Action": "Hangup", "Channel": value}, {"Action": "Hangup", value: "x"}):
            with pytest.raises(ValueError, match="AMI"):
                await connection.send(fields)
        with pytest.raises(ValueError, match="AMI"):
            await connection.send({"Action": "Originate", "Variable": ["A=1", value]})
        assert not fake.named("Hangup")
        assert not fake.named("Originate")
        assert connection.connected


async def test_chinese_goes_out_and_comes_back() -> None:
    async with fake_asterisk() as fake, connection_to(fake) as connection:
        await connected(connection, fake)
        fake.on_action = lambda session, action: session.answer(action, Message=action["Reason"])
        assert (await connection.send({"Action": "QueuePause", "Reason": "午饭"})).message == "午饭"


async def test_one_action_id_is_not_under_way_twice() -> None:
    async with fake_asterisk() as fake, connection_to(fake) as connection:
        await connected(connection, fake)
        fake.on_action = mute
        first = asyncio.create_task(connection.send({"Action": "Originate", "ActionID": "mine"}))
        await fake.until(lambda: bool(fake.named("Originate")))
        with pytest.raises(ValueError, match="already under way"):
            await connection.send({"Action": "Originate", "ActionID": "mine"})
        first.cancel()


async def test_closing_fails_what_is_pending_and_says_so_in_the_inbox() -> None:
    async with fake_asterisk() as fake, connection_to(fake) as connection:
        await connected(connection, fake)
        fake.on_action = mute
        pending = asyncio.create_task(connection.send({"Action": "Hangup"}))
        await fake.until(lambda: bool(fake.named("Hangup")))
        await connection.close()
        with pytest.raises(AmiLost):
            await pending
        assert isinstance(connection.inbox.get_nowait(), Lost)
        assert not connection.connected


async def test_closing_during_the_wait_for_a_retry_ends_it() -> None:
    slow = Pace(retry_first_s=60, retry_most_s=60)
    connection = AmiConnection(host="127.0.0.1", port=1, username="cti", secret="x", events=True, pace=slow)
    running = asyncio.create_task(connection.run())
    await eventually(lambda: connection.problem != "not started")
    async with asyncio.timeout(5):
        await connection.close()
        await running
    await connection.run()  # once closed it stays closed


async def test_closing_during_a_connect_leaves_no_socket() -> None:
    async with fake_asterisk() as fake:
        fake.silent = True
        connection = AmiConnection(host="127.0.0.1", port=fake.port, username="cti", secret="x", events=True)
        running = asyncio.create_task(connection.run())
        await fake.until(lambda: bool(fake.actions))  # the login is under way
        await connection.close()
        await running
        await fake.until(lambda: fake.clients == 0)


async def test_cancelling_run_cancels_it() -> None:
    async with fake_asterisk() as fake:
        connection = AmiConnection(host="127.0.0.1", port=fake.port, username="cti", secret="s3cret", events=True)
        running = asyncio.create_task(connection.run())
        await connected(connection, fake)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        assert isinstance(connection.inbox.get_nowait(), Lost)
