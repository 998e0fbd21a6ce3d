"""Sends Originate actions, each on its own connection.

The calls that we place must not follow a redirection of the agent's telephone. The dialplan can check every channel
that an Originate creates (extensions_legs.conf) only if the Originate is synchronous, and then it occupies its
connection until the telephone is answered or not.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from hotline.asterisk.ami.actions import AGENT_RING_S
from hotline.asterisk.ami.connection import AmiConnection
from hotline.asterisk.ami.messages import ActionFields, Connected

CONNECT_S = 5.0
ANSWER_S = AGENT_RING_S + 10.0


class NotSentError(Exception):
    """Asterisk could not be connected: it did not get the action."""


class Originator:
    """`connect` makes a connection that has not been opened yet."""

    def __init__(self, connect: Callable[[], AmiConnection]) -> None:
        self._connect = connect

    async def send(self, action: ActionFields) -> None:
        """Returns when the telephone has been answered. Raises NotSentError; AmiRefused if it was not answered;
        AmiError if the result is unknown.
        """
        ami = self._connect()
        life = asyncio.create_task(ami.run())
        try:
            await _until_connected(ami)
            await ami.send(action, timeout_s=ANSWER_S)
        finally:
            await ami.close()
            with suppress(asyncio.CancelledError):
                await life


async def _until_connected(ami: AmiConnection) -> None:
    try:
        async with asyncio.timeout(CONNECT_S):
            while not isinstance(await ami.inbox.get(), Connected):
                pass
    except TimeoutError:
        raise NotSentError(ami.problem) from None
