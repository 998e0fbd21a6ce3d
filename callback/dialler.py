"""Places the calls that are planned in SQL, and stops those that are no longer needed.

A plan is sent once, by the process that wins its claim, and never again. If Asterisk reports a failure, or nothing, the
result is looked up among the calls that cti has recorded. A call without any record counts as never sent only if cti
has read everything and either the call has failed or the dialplan would no longer dial it.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from redis.asyncio import Redis

from callback.live_view import has_seen_all
from callback.originator import NotSentError, Originator
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

SEND_FOR = timedelta(seconds=AGENT_RING_S + 15)  # after this the dialplan does not dial the citizen any more
LOOK_AFTER = timedelta(seconds=5)  # the result is looked up this much later
REFUSED_AFTER_S = 2.0  # cti has recorded a failed Originate by then
PLAN_FOR = timedelta(seconds=20)  # a plan that cannot be sent for so long, e.g. because no line is free, is given up


class Dialler:
    """`work` handles all open plans once."""

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
        self._trunk = hotline.trunks[0]  # the first trunk carries the calls that we place
        self._database = database
        self._redis = redis
        self._ami = ami
        self._originator = originator
        self._clock = clock
        self._sending: set[asyncio.Task[None]] = set()

    async def callbacks(self) -> int:
        """How many more callbacks may be offered or started now."""
        return await self._database.read(more_callbacks, self._trunk, self._clock())

    async def _may_be_carried(self, plan: Placed, now: datetime) -> bool:
        """Whether a line is free and the carrier is not being left alone after refusals. The latter does not apply to
        calls that agents dial themselves.
        """
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
        """Whether the hours allow it; agents may dial their own calls at any hour."""
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
        """Send the Originate; takes as long as the agent's phone rings."""
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
        """Give up a plan without any record of a call. Whether cti has read everything must be asked first."""
        if await has_seen_all(self._redis) and not await self._database.read(placed.known_to_cti, plan.id):
            log.warning("call %s never reached Asterisk", plan.id)
            await self._give_up(plan, sent=True)

    async def _give_up(self, plan: Placed, *, sent: bool) -> None:
        await self._database.write(give_up, self._hotline, plan, self._clock(), sent=sent)
