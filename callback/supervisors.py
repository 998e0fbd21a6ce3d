"""Rings the telephones of supervisors who want to listen to a call: what is intended in SQL, once each.

A supervision is sent by the process that wins its claim, and never again. What becomes of it is known from the facts of
its call. One that was sent and of which cti, having read everything, has seen nothing counts as never placed.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from redis.asyncio import Redis
from sqlalchemy import Connection

from callback.live_view import has_seen_all
from callback.originator import NotSentError, Originator
from hotline.asterisk.ami.actions import AGENT_RING_S, ends_with, hangup, place_supervision
from hotline.asterisk.ami.connection import AmiConnection
from hotline.asterisk.ami.messages import AmiError, AmiRefused
from hotline.domain.calls.events import Event, EventType
from hotline.domain.supervisions.supervision import NotJoined
from hotline.names.work import Work
from hotline.runtime.database import Database
from hotline.runtime.notify import notify
from hotline.store import outbox
from hotline.store.supervisions import supervisions
from hotline.store.supervisions.supervisions import SupervisionRow

log = logging.getLogger(__name__)

SEND_WITHIN = timedelta(seconds=5)  # a supervisor who has waited longer does not expect a ring any more
LOOK_AFTER = timedelta(seconds=AGENT_RING_S + 10)
CHECK_S = 0.5  # an agent who leaves just before the telephone rings must not leave it ringing


class Supervisors:
    """`work` handles all living supervisions once."""

    def __init__(
        self,
        *,
        database: Database,
        redis: Redis,
        ami: AmiConnection,
        originator: Originator,
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._redis = redis
        self._ami = ami
        self._originator = originator
        self._clock = clock
        self._sending: set[asyncio.Task[None]] = set()

    async def work(self) -> None:
        now = self._clock()
        for row in await self._database.read(supervisions.open_ones):
            if row.sent_at is None:
                await self._begin(row, now)
            elif row.joined_at is None and now > row.sent_at + LOOK_AFTER and await has_seen_all(self._redis):
                await self._give_up(row, NotJoined.NOT_PLACED)

    async def _begin(self, row: SupervisionRow, now: datetime) -> None:
        if now > row.created_at + SEND_WITHIN:
            await self._give_up(row, NotJoined.NOT_PLACED)
        elif self._ami.connected and await self._database.write(supervisions.claim_to_send, row.id, now):
            sending = asyncio.create_task(self._send(row))
            self._sending.add(sending)
            sending.add_done_callback(self._sending.discard)

    async def _send(self, row: SupervisionRow) -> None:
        """Takes as long as the telephone rings. The agent's channel takes the supervisor's with it from before the ring
        on, whether or not we still run then."""
        try:
            await self._ami.send(ends_with(row.channel, row.id))
        except AmiRefused:
            await self._give_up(row, NotJoined.CALL_OVER)
            return
        except AmiError as error:
            log.warning("supervision %s was not sent: %s", row.id, error)
            await self._give_up(row, NotJoined.NOT_PLACED)
            return
        watching = asyncio.create_task(self._watch(row))
        try:
            await self._originate(row)
        finally:
            watching.cancel()

    async def _originate(self, row: SupervisionRow) -> None:
        current = await self._database.read(supervisions.get, row.id) or row
        action = place_supervision(
            supervision=row.id,
            call=row.call,
            extension=row.extension,
            on=row.channel,
            mode=current.wanted,
            shown=row.shown,
        )
        try:
            await self._originator.send(action)
        except (NotSentError, AmiRefused) as error:
            log.info("supervision %s came to nothing: %s", row.id, error)
            await asyncio.sleep(CHECK_S)  # if there was a channel, its end tells why
            await self._give_up(row, NotJoined.NOT_PLACED)
        except AmiError as error:
            log.warning("supervision %s: nobody knows whether Asterisk took it: %s", row.id, error)

    async def _watch(self, row: SupervisionRow) -> None:
        """The agent may have left between ends_with and the channel's birth: once more, when there is one."""
        await asyncio.sleep(CHECK_S)
        try:
            await self._ami.send({"Action": "Getvar", "Channel": row.channel, "Variable": "UNIQUEID"})
        except AmiRefused:
            await self._hang_up(row)
        except AmiError:
            return

    async def _hang_up(self, row: SupervisionRow) -> None:
        try:
            await self._ami.send(hangup(row.id))
        except AmiError as error:
            log.info("supervision %s was not hung up: %s", row.id, error)

    async def _give_up(self, row: SupervisionRow, why: NotJoined) -> None:
        if await self._database.write(_give_up, row.id, why, self._clock()):
            await notify(self._redis, Work.CALLBACKS)


def _give_up(connection: Connection, supervision: str, why: NotJoined, now: datetime) -> bool:
    row = supervisions.give_up(connection, supervision, why, now)
    if row is None:
        return False
    payload = {"supervision": row.id, "state": row.state, "mode": row.mode, "reason": row.reason}
    event = Event(type=EventType.SUPERVISION_UPDATED, at=now, agent=row.supervisor, call=row.call, payload=payload)
    outbox.put(connection, [event])
    return True
