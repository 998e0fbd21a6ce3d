"""Places the calls that are planned in SQL, and stops those that nobody needs any more.

Each is sent by whoever wins its claim, once, and never again: when Asterisk says that it came to nothing, or says
nothing, what happened is looked up among the calls that cti has filed. Only when cti has read everything and the call
has come to nothing, or the time is over in which the dialplan would dial, a call that nobody saw is taken for never
sent.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from redis.asyncio import Redis

from callback.originator import NotSentError, Originator
from callback.room import has_seen_all
from hotline.asterisk.ami.actions import AGENT_RING_S, hangup, place_call
from hotline.asterisk.ami.connection import AmiConnection
from hotline.asterisk.ami.messages import ActionFields, AmiError, AmiRefused
from hotline.commands.duties import give_up
from hotline.commands.lines import carrier_takes, lines, more_callbacks
from hotline.domain.callbacks.hours import may_ring, open_until
from hotline.runtime.database import Database
from hotline.settings.hotline import Hotline
from hotline.store.callbacks import callback_desk
from hotline.store.calls import placed
from hotline.store.calls.placed import Placed

log = logging.getLogger(__name__)

SEND_FOR = timedelta(seconds=AGENT_RING_S + 15)  # after so long the dialplan dials nobody for it
LOOK_AFTER = timedelta(seconds=5)  # this much later it is looked up
REFUSED_AFTER_S = 2.0  # so long after Asterisk said that an Originate came to nothing, cti has filed what it saw of it
PLAN_FOR = timedelta(seconds=20)  # what could not be sent for so long, e.g. for want of lines, goes back


class Dialler:
    """`work` once goes through what is open."""

    def __init__(
        self,
        *,
        hotline: Hotline,
        database: Database,
        redis: Redis,
        ami: AmiConnection,
        originator: Originator,
        clock: Callable[[], datetime],
    ) -> None:
        self._hotline = hotline
        self._trunk = hotline.trunks[0]  # the first one carries our calls
        self._database = database
        self._redis = redis
        self._ami = ami
        self._originator = originator
        self._clock = clock
        self._sending: set[asyncio.Task[None]] = set()

    async def callbacks(self) -> int:
        """How many callbacks more may be offered or taken now."""
        return await self._database.read(more_callbacks, self._trunk, self._clock())

    async def _may_be_carried(self, plan: Placed, now: datetime) -> bool:
        """Whether there is a line for it, and the carrier is not to be left alone. What an agent dials of their own is
        tried in any case."""
        if not await self._database.read(lines, self._trunk):
            return False
        return plan.callback is None or await self._database.read(carrier_takes, self._trunk, now, planned=1) > 0

    async def work(self) -> None:
        for plan in await self._database.read(placed.open_ones):
            if plan.sent_at is None:
                await self._begin(plan)
            elif plan.stop is not None and plan.reached_at is None:
                await self._stop(plan)
            if plan.send_until is not None and self._clock() > plan.send_until + LOOK_AFTER:
                await self._look_up(plan)

    async def _begin(self, plan: Placed) -> None:
        now = self._clock()
        too_late = plan.stop is not None or not self._may_ring(plan, now) or now > plan.created_at + PLAN_FOR
        if too_late or await self._database.read(callback_desk.is_on_the_line, plan.agent):
            await self._give_up(plan, sent=False)
        elif self._ami.connected and await self._may_be_carried(plan, now):
            await self._send(plan, now)

    def _may_ring(self, plan: Placed, now: datetime) -> bool:
        """An agent's own call may be placed at any hour."""
        return plan.callback is None or may_ring(self._hotline.callback, self._hotline.centre.zone, now)

    async def _send(self, plan: Placed, now: datetime) -> None:
        until = now + SEND_FOR
        if plan.callback is not None:
            until = open_until(self._hotline.callback, self._hotline.centre.zone, now, until)
        if not await self._database.write(placed.claim_to_send, plan.id, now, until):
            return
        try:
            action = place_call(call=plan.id, extension=plan.extension, number=plan.number, until=until)
        except ValueError as refusal:
            log.warning("call %s cannot be placed: %s", plan.id, refusal)
            await self._give_up(plan, sent=True)
            return
        sending = asyncio.create_task(self._originate(plan, action))
        self._sending.add(sending)
        sending.add_done_callback(self._sending.discard)

    async def _originate(self, plan: Placed, action: ActionFields) -> None:
        """As long as the agent's phone rings."""
        try:
            await self._originator.send(action)
        except (NotSentError, ValueError) as error:
            log.warning("call %s was not sent: %s", plan.id, error)
            await self._give_up(plan, sent=True)
        except AmiRefused as refusal:
            log.info("call %s came to nothing: %s", plan.id, refusal)
            await asyncio.sleep(REFUSED_AFTER_S)
            await self._look_up(plan)
        except AmiError as error:
            log.warning("call %s: nobody knows whether Asterisk took it, it will be looked up: %s", plan.id, error)

    async def _stop(self, plan: Placed) -> None:
        try:
            await self._ami.send(hangup(plan.id))
        except AmiError as error:
            log.info("call %s was not hung up: %s", plan.id, error)

    async def _look_up(self, plan: Placed) -> None:
        """Who was planned and never seen. It is asked whether cti has seen all before what it has seen."""
        if await has_seen_all(self._redis) and not await self._database.read(placed.known_to_cti, plan.id):
            log.warning("call %s never reached Asterisk", plan.id)
            await self._give_up(plan, sent=True)

    async def _give_up(self, plan: Placed, *, sent: bool) -> None:
        await self._database.write(give_up, self._hotline, plan, self._clock(), sent=sent)
