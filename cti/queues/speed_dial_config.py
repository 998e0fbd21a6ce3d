"""The codes that agents key on their telephones, in the dialplan: written when the directory changes, so that they work
while our processes are down.
"""

import asyncio
import logging
from collections.abc import Iterable, Sequence

from asterisk_conf.write import apply_directory
from hotline.asterisk.ami.actions import reload
from hotline.asterisk.ami.connection import AmiConnection
from hotline.asterisk.ami.messages import AmiError
from hotline.domain.agents.agent import Agent
from hotline.settings.directory import DirectoryEntry
from hotline.settings.environment import Settings
from hotline.settings.error import SettingsError

log = logging.getLogger(__name__)

DIALPLAN = "pbx_config.so"


class SpeedDialConfig:
    """`agree` may be called at any time; it does nothing if nothing has changed."""

    def __init__(self, settings: Settings, ami: AmiConnection) -> None:
        self._settings = settings
        self._ami = ami
        self._stale = True  # Asterisk may be running with an earlier process's version

    def mark_stale(self) -> None:
        """After a connect nobody knows which version Asterisk has read."""
        self._stale = True

    async def agree(self, directory: Sequence[DirectoryEntry], agents: Iterable[Agent]) -> None:
        """Write the directory and the agents' extensions, and make Asterisk reload it."""
        extensions = {agent.extension for agent in agents if agent.extension and not agent.disabled}
        try:
            if await asyncio.to_thread(apply_directory, self._settings, directory, extensions):
                self._stale = True
            if self._stale:
                await self._ami.send(reload(DIALPLAN))
        except (AmiError, SettingsError, OSError) as error:  # OSError: e.g. the disk is full
            log.warning("Asterisk has not read the directory: %s", error)
            return
        self._stale = False
