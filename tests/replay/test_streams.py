"""A recording gives back what was recorded."""

from datetime import UTC, datetime
from pathlib import Path

from hotline.asterisk.ami.messages import AmiEvent
from tests.parts.ami.fake_asterisk import connection_to, event, eventually, fake_asterisk
from tests.parts.ami.streams import load, recording, save


def test_a_saved_story_is_the_same_when_loaded(tmp_path: Path) -> None:
    headers = {"Event": "Newchannel", "CallerIDName": "李先生\u2028\ufffd", "Empty": ""}
    story = [AmiEvent("Newchannel", headers, datetime(2026, 11, 21, 1, 2, 3, 456789, tzinfo=UTC))] * 2
    save(tmp_path / "story.jsonl", story)
    assert load(tmp_path / "story.jsonl") == story


async def test_a_story_is_recorded_in_order() -> None:
    async with fake_asterisk() as fake, connection_to(fake) as connection, recording(connection) as events:
        session = await fake.sessions.get()
        await eventually(lambda: connection.connected)
        session.say(event("Newchannel", Uniqueid="1") + event("Hangup", Uniqueid="1"))
        await eventually(lambda: len(events) == 2)
        assert [item.name for item in events] == ["Newchannel", "Hangup"]
