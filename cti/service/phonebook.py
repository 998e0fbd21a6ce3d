"""The agents' phones in Asterisk's configuration: written when they change, and applied without touching live calls."""

import asyncio
import contextlib
import logging
from collections.abc import Iterable

from asterisk_conf.agents import AgentLine
from asterisk_conf.write import apply_agents
from cti.ami.actions import qualify, reload
from cti.ami.connection import AmiConnection
from cti.ami.messages import AmiError, AmiRefused
from cti.domain.agent import Agent
from cti.settings import Settings

log = logging.getLogger(__name__)

PJSIP = "res_pjsip.so"


class Phonebook:
    """Who has which phone. `agree` may be called at any time; it does nothing when nothing changed."""

    def __init__(self, settings: Settings, ami: AmiConnection) -> None:
        self._settings = settings
        self._ami = ami
        self._stale = True  # Asterisk may run with what an earlier life wrote
        self._unasked = False

    def doubt(self, *, restarted: bool) -> None:
        """After a connect nobody knows which version Asterisk has read. One that was started again takes every phone
        for closed until it has asked it, which it does bit by bit: meanwhile callers hear that nobody is there."""
        self._stale = True
        self._unasked |= restarted

    async def agree(self, agents: Iterable[Agent]) -> bool:
        """Write the agents' phones and have Asterisk read them; whether it has the newest."""
        lines = [
            AgentLine(extension=agent.extension, username=agent.username, sip_ha1=agent.sip_ha1)
            for agent in agents
            if agent.extension is not None and agent.sip_ha1
        ]
        if await asyncio.to_thread(apply_agents, self._settings, lines):
            self._stale = True
        if not self._stale:
            return True
        try:
            await self._ami.send(reload(PJSIP))
            if self._unasked:
                await self._ask_phones(line.extension for line in lines)
        except AmiError as error:
            log.warning("Asterisk has not read the agents' phones: %s", error)
            return False
        self._stale = False
        return True

    async def _ask_phones(self, extensions: Iterable[str]) -> None:
        for extension in extensions:
            with contextlib.suppress(AmiRefused):  # not registered, or not read yet
                await self._ami.send(qualify(extension))
        self._unasked = False
