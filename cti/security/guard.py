"""Reads Asterisk's security events: records why telephones are refused, and reacts to guessing.

It uses a connection of its own with a short inbox, so that a flood of guesses never delays a call's events. Beyond
EVENTS_A_SECOND, events are switched off for REST_S, because the flood is known by then. Guessing raises an alarm, and
the address is blocked by an ACL in Asterisk if hotline.domain.security.blocking allows it.
"""

import asyncio
import logging
from collections.abc import Callable, Collection, Coroutine
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from asterisk_conf.write import apply_blocks
from cti.security.contacts import contacts, end_registration
from hotline.asterisk.ami.actions import reload
from hotline.asterisk.ami.connection import AmiConnection, Pace
from hotline.asterisk.ami.messages import AmiError, AmiEvent
from hotline.asterisk.ami.security import security_sign_of
from hotline.domain.security.blocking import Blocks, trunk_networks
from hotline.domain.security.guessing import Guesser, Guessing
from hotline.domain.security.security import Admitted, Door, RefusalReason, Refused
from hotline.runtime.database import Database
from hotline.settings.environment import Settings
from hotline.store.agents import phone_refusals
from hotline.store.reports import alarms

log = logging.getLogger(__name__)

PACE = Pace(inbox_limit=2000)
EVENTS_A_SECOND = 500
REST_S = 2.0
FILE_EVERY_S = 1.0


class Guard:
    """`works` run as long as the role. `ami` receives the security events, `commands` is the role's main connection."""

    def __init__(
        self,
        *,
        settings: Settings,
        database: Database,
        ami: AmiConnection,
        commands: AmiConnection,
        extensions: Callable[[], Collection[str]],
        switched_off: Callable[[], Collection[str]],
        clock: Callable[[], datetime],
    ) -> None:
        self._settings = settings
        self._database = database
        self._ami = ami
        self._commands = commands
        self._extensions = extensions
        self._switched_off = switched_off
        self._clock = clock
        self._guessing = Guessing()
        self._blocks = Blocks(
            trunk_networks(settings.hotline.trunks), timedelta(seconds=settings.hotline.phones.block_for)
        )
        self._refused: dict[str, Refused] = {}
        self._admitted: set[str] = set()
        self._registered: dict[str, Admitted] = {}  # by the SIP dialog, until its contact has been checked
        self._told = False  # whether Asterisk has the newest list of blocks

    def works(self) -> list[Coroutine[Any, Any, None]]:
        return [self._ami.run(), self._read(), self._file()]

    async def _read(self) -> None:
        loop = asyncio.get_running_loop()
        second, heard = loop.time(), 0
        while True:
            item = await self._ami.inbox.get()
            if isinstance(item, AmiEvent):
                await self._take(item)
                heard += 1
            if heard >= EVENTS_A_SECOND and loop.time() - second < 1:
                await self._rest()
            if heard >= EVENTS_A_SECOND or loop.time() - second >= 1:
                second, heard = loop.time(), 0

    async def _rest(self) -> None:
        """Switch off security events for a while; those still in the inbox would only repeat the same."""
        try:
            await self._ami.send({"Action": "Events", "EventMask": "off"})
            while not self._ami.inbox.empty():
                self._ami.inbox.get_nowait()
            await asyncio.sleep(REST_S)
            await self._ami.send({"Action": "Events", "EventMask": "on"})
        except AmiError:
            log.info("the connection for security events is gone")  # the next one has them switched on

    async def _take(self, event: AmiEvent) -> None:
        sign = security_sign_of(event)
        match sign:
            case Refused():
                await self._refuse(sign)
            case Admitted() if sign.extension in self._extensions():
                self._refused.pop(sign.extension, None)
                self._admitted.add(sign.extension)
                self._registered[sign.call_id] = sign

    async def _refuse(self, refused: Refused) -> None:
        """Record a refusal by name only for agents' own extensions: an attacker must not choose the number of rows, and
        other names may be citizens' numbers.
        """
        if refused.reason is RefusalReason.UNKNOWN_EXTENSION and refused.account in self._switched_off():
            refused = replace(refused, reason=RefusalReason.SWITCHED_OFF)
        if refused.door is not Door.SIP or refused.account not in self._extensions():
            refused = replace(refused, account="")
        if refused.account:
            self._refused[refused.account] = refused
            self._admitted.discard(refused.account)
        guesser = self._guessing.count(refused)
        if guesser is not None:
            await self._act(guesser, refused)

    async def _act(self, guesser: Guesser, refused: Refused) -> None:
        blocked = False
        if guesser.address and refused.door is Door.SIP:
            blocked = await self._block(guesser.address)
        subject = guesser.address or f"extension {guesser.extension}"
        log.warning(
            "somebody guesses secrets (%s, %s): %s%s",
            refused.door.value,
            refused.reason.value,
            subject,
            ", blocked" if blocked else "",
        )
        await self._database.write(alarms.raise_alarm, alarms.AlarmKind.GUESSING, subject[:64], self._clock())

    async def _block(self, address: str) -> bool:
        try:
            registered = {contact.host for contact in await contacts(self._commands)}
        except AmiError:
            return False
        if not self._blocks.add(address, registered, self._clock()):
            return False
        self._told = False
        await self._tell_blocks()
        return True

    async def _tell_blocks(self) -> None:
        """Give Asterisk the present list; if that fails, `_file` tries again."""
        try:
            await asyncio.to_thread(apply_blocks, self._settings, self._blocks.now)
            await self._commands.send(reload("acl"))
            self._told = True
        except (AmiError, OSError) as error:  # OSError: e.g. the disk is full
            log.warning("Asterisk does not take the list of blocked addresses: %s", error)

    async def _look_at_contacts(self) -> None:
        """A telephone is called at the address its REGISTER came from. Asterisk ensures this for the first Contact
        only, so a REGISTER that removes a first Contact and adds a second one leads to the removal of all.
        """
        admitted, self._registered = self._registered, {}
        try:
            for contact in await contacts(self._commands):
                sign = admitted.get(contact.call_id)
                if sign is not None and sign.address != contact.host:
                    await end_registration(self._commands, contact)
                    log.warning("extension %s registered for another host, and is signed out", contact.extension)
                    subject = f"extension {contact.extension}"
                    await self._database.write(
                        alarms.raise_alarm, alarms.AlarmKind.FORGED_CONTACT, subject, self._clock()
                    )
        except AmiError:
            self._registered = admitted | self._registered

    async def _file(self) -> None:
        """Each second: write refusals to SQL, and end blocks that are over."""
        while True:
            await asyncio.sleep(FILE_EVERY_S)
            refused, self._refused = self._refused, {}
            admitted, self._admitted = self._admitted, set()
            if refused or admitted:
                await self._database.write(phone_refusals.record, refused, admitted)
            if self._registered:
                await self._look_at_contacts()
            if self._blocks.lapse(self._clock()):
                self._told = False
            if not self._told and self._commands.connected:
                await self._tell_blocks()
