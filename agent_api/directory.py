"""The directory: hotlines that a call can be sent to with one key."""

from agent_api.fields import Answer, Query
from agent_api.route import Ask


class EntryView(Answer):
    """`numbers` are tried in this order, each for `ring_s`."""

    key: str
    name: str
    numbers: list[str]
    ring_s: float
    emergency: bool


class DirectoryPage(Answer):
    items: list[EntryView]
    next: str | None


async def list_directory(ask: Ask[Query, None]) -> DirectoryPage:
    entries = ask.services.settings.hotline.directory
    return DirectoryPage(items=[EntryView(**entry.model_dump()) for entry in entries], next=None)
