"""How the connection to Asterisk begins, is watched and ends."""

import asyncio
import logging
from dataclasses import replace

import pytest

from hotline.asterisk.ami.connection import AmiConnection, Pace
from hotline.asterisk.ami.messages import AmiLost, Connected, Lost
from tests.parts.ami.fake_asterisk import (
    PINGING,
    Action,
    connected,
    connection_to,
    event,
    eventually,
    fake_asterisk,
    mute,
    next_item,
)


async def test_a_peer_that_hangs_is_known_to_be_silent_before_it_is_left() -> None:
    async with fake_asterisk() as fake, connection_to(fake, pace=replace(PINGING, pong_within_s=600)) as connection:
        await connected(connection, fake)
        await fake.until(lambda: len(fake.named("Ping")) >= 3)
        assert connection.silent_s < 1
        fake.silent = True
        async with asyncio.timeout(20):
            while connection.silent_s < 1:  # noqa: ASYNC110 - nothing happens, and that is what is waited for
                await asyncio.sleep(0.05)
        assert connection.connected


async def test_without_a_connection_asterisk_is_silent_for_ever() -> None:
    assert AmiConnection(host="127.0.0.1", port=1, username="cti", secret="x", events=True).silent_s == float("inf")


async def test_a_peer_that_freezes_is_noticed_and_left() -> None:
    async with fake_asterisk() as fake, connection_to(fake, pace=PINGING) as connection:
        await connected(connection, fake)
        fake.silent = True
        lost = await next_item(connection)
        assert isinstance(lost, Lost)
        assert "silent" in lost.reason
        fake.silent = False
        assert isinstance(await next_item(connection), Connected)


async def test_an_asterisk_busy_with_a_long_action_is_not_taken_for_dead() -> None:
    waiting: list[Action] = []
    async with fake_asterisk() as fake, connection_to(fake, pace=PINGING) as connection:
        session = await connected(connection, fake)
        fake.on_action = lambda _, action: waiting.append(action)
        reload = asyncio.create_task(connection.send({"Action": "Reload"}, timeout_s=60))
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
    async with asyncio.timeout(20):
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
