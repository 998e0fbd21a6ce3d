"""Sends an Originate, each on a connection of its own.

The calls that we place must not follow a redirection of the agent's telephone. Only an Originate that is waited for
lets the dialplan look at every channel that it makes (asterisk_conf, extensions_legs.conf), and it keeps its connection
busy until the telephone is picked up or not.
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
    """Asterisk was not reached: it has not got the action, and never will."""


class Originator:
    """`connect` makes a connection that has not been opened yet."""

    def __init__(self, connect: Callable[[], AmiConnection]) -> None:
        self._connect = connect

    async def send(self, action: ActionFields) -> None:
        """Until the telephone has been picked up; raises NotSentError, AmiRefused when it was not, AmiError when nobody
        knows."""
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
