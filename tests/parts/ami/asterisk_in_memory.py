"""An Asterisk without a socket: it records the actions it gets, and returns the responses that a test has prepared."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from hotline.asterisk.ami.messages import AmiError, AmiEvent, AmiRefused, AmiResponse, InboxItem


class AsteriskInMemory:
    """`lists` are the responses to list actions by name, `headers` those to others; `fails` is what each action raises.

    Cast it to AmiConnection.
    """

    def __init__(self) -> None:
        self.inbox: asyncio.Queue[InboxItem] = asyncio.Queue()
        self.connected = True
        self.silent_s = 0.0
        self.told: list[Mapping[str, Any]] = []
        self.lists: dict[str, Sequence[AmiEvent]] = {}
        self.headers: dict[str, Mapping[str, str]] = {}
        self.fails: dict[str, AmiError] = {}

    def names(self) -> list[str]:
        """The actions it got, without those that only query."""
        asking = {*self.lists, "Getvar", "CoreStatus", "CoreShowChannels", "QueueStatus", "PJSIPShowContacts"}
        return [name for action in self.told if (name := action["Action"]) not in asking]

    async def send(self, action: Mapping[str, Any], *, timeout_s: float = 5.0) -> AmiResponse:
        self._note(action)
        return AmiResponse(message="", headers=self.headers.get(action["Action"], {}))

    async def send_list(self, action: Mapping[str, Any], *, timeout_s: float = 10.0) -> list[AmiEvent]:
        self._note(action)
        return list(self.lists.get(action["Action"], ()))

    def _note(self, action: Mapping[str, Any]) -> None:
        self.told.append(action)
        error = self.fails.get(action["Action"])
        if error is not None:
            raise error


GONE = AmiRefused("No such channel")
