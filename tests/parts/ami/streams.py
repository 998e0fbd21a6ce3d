"""AMI events as lines of JSON, `{"at": …, "headers": {…}}`: a story is recorded once and replayed in tests.

To record, run a connection with events and let `recording` take its inbox while the story happens. To replay, use
`load`.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from hotline.asterisk.ami.connection import AmiConnection
from hotline.asterisk.ami.messages import AmiEvent


def to_line(event: AmiEvent) -> str:
    return json.dumps({"at": event.at.isoformat(), "headers": dict(event.headers)}, ensure_ascii=False)


def from_line(line: str) -> AmiEvent:
    document = json.loads(line)
    headers = document["headers"]
    return AmiEvent(headers["Event"], headers, datetime.fromisoformat(document["at"]))


def save(path: Path, events: Iterable[AmiEvent]) -> None:
    path.write_text("".join(to_line(event) + "\n" for event in events), encoding="utf-8")


def load(path: Path) -> list[AmiEvent]:
    with path.open(encoding="utf-8") as lines:
        return [from_line(line) for line in lines]


@asynccontextmanager
async def recording(connection: AmiConnection) -> AsyncIterator[list[AmiEvent]]:
    """Collect the events of a connection without another reader, in order, until the block ends."""
    events: list[AmiEvent] = []

    async def collect() -> None:
        while True:
            item = await connection.inbox.get()
            if isinstance(item, AmiEvent):
                events.append(item)

    collecting = asyncio.create_task(collect())
    try:
        yield events
    finally:
        collecting.cancel()
        await asyncio.wait({collecting})
