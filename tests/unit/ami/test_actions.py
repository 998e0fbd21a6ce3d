"""Actions sent to Asterisk: each gets its own answer or fails, none is sent twice, none can be injected."""

import asyncio

import pytest

from hotline.asterisk.ami.connection import AmiConnection, Pace
from hotline.asterisk.ami.messages import AmiLost, AmiRefused, AmiTimeout, Connected, Lost
from tests.parts.ami.fake_asterisk import (
    Action,
    Session,
    connected,
    connection_to,
    event,
    fake_asterisk,
    mute,
    next_event,
    next_item,
)


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
