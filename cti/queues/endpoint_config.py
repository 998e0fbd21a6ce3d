"""The agents' phones in Asterisk's configuration: written when they change, and reloaded without affecting live calls.

Changing or removing a secret ends the registration that used it, and the calls that this telephone has placed, because
it may have been stolen. Citizens who called us, or whom we called back, are not cut off.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Collection, Iterable, Iterator

from asterisk_conf.agents import AgentLine
from asterisk_conf.write import apply_agents, new_secrets
from cti.security.contacts import end_registrations
from hotline.asterisk.ami.actions import hangup, qualify, reload
from hotline.asterisk.ami.connection import AmiConnection
from hotline.asterisk.ami.messages import AmiError, AmiRefused
from hotline.domain.agents.agent import Agent
from hotline.domain.calls.call import Call, Direction
from hotline.settings.environment import Settings

log = logging.getLogger(__name__)

PJSIP = "res_pjsip.so"


class EndpointConfig:
    """Who has which phone. `agree` may be called at any time; it does nothing if nothing has changed."""

    def __init__(self, settings: Settings, ami: AmiConnection, live: Callable[[], Iterable[Call]]) -> None:
        self._settings = settings
        self._ami = ami
        self._live = live
        self._revoked: set[str] = set()
        self._stale = True  # Asterisk may be running with an earlier process's version
        self._unasked = False

    def mark_stale(self, *, restarted: bool) -> None:
        """After a connect nobody knows which version Asterisk has read. One that was started again takes every phone
        for closed until it has asked it, which it does bit by bit: meanwhile callers hear that nobody is there."""
        self._stale = True
        self._unasked |= restarted

    async def agree(self, agents: Iterable[Agent]) -> bool:
        """Write the agents' phones and make Asterisk reload them; returns whether it has the newest version."""
        lines = [
            AgentLine(extension=agent.extension, username=agent.username, sip_ha1=agent.sip_ha1)
            for agent in agents
            if agent.extension is not None and agent.sip_ha1 and not agent.disabled
        ]
        try:
            self._revoked |= await asyncio.to_thread(new_secrets, self._settings, lines)
            if await asyncio.to_thread(apply_agents, self._settings, lines):
                self._stale = True
        except OSError as error:  # e.g. the disk is full: the caller tries again
            log.warning("the agents' phones cannot be written: %s", error)
            return False
        if not self._stale:
            return True
        try:
            await self._ami.send(reload(PJSIP))
            await self._revoke()
            if self._unasked:
                await self._ask_phones(line.extension for line in lines)
        except AmiError as error:
            log.warning("Asterisk has not read the agents' phones: %s", error)
            return False
        self._stale = False
        return True

    async def _revoke(self) -> None:
        """Only when Asterisk knows the new secrets; before, the old secret could register again."""
        if not self._revoked:
            return
        await end_registrations(self._ami, self._revoked)
        for call in list(placed_by(self._live(), self._revoked)):
            log.warning("a call that extension %s placed ends with its secret", call.extension)
            with contextlib.suppress(AmiRefused):  # over already
                await self._ami.send(hangup(call.id))
        self._revoked.clear()

    async def _ask_phones(self, extensions: Iterable[str]) -> None:
        for extension in extensions:
            with contextlib.suppress(AmiRefused):  # not registered, or not read yet
                await self._ami.send(qualify(extension))
        self._unasked = False


def placed_by(live: Iterable[Call], extensions: Collection[str]) -> Iterator[Call]:
    """The outgoing calls in which a telephone of these extensions is now, except callbacks, which we place."""
    for call in live:
        there = any(leg.extension in extensions and leg.ended_at is None for leg in call.legs)
        if call.direction is Direction.OUTBOUND and there:
            yield call
