"""Connects the parts of the role that deal with agents."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from datetime import datetime
from typing import Any

from redis.asyncio import Redis

from cti.queues.agent_states import AgentStates
from cti.queues.dead_phones import DeadPhones
from cti.queues.endpoint_config import EndpointConfig
from cti.queues.members import Members
from cti.queues.notifications import listen
from cti.queues.paused import PausedByAsterisk
from cti.queues.seen import AgentsSeen
from cti.queues.speed_dial_config import SpeedDialConfig
from cti.queues.tending import Tending
from hotline.asterisk.ami.connection import AmiConnection
from hotline.domain.calls.call import Call
from hotline.runtime.database import Database
from hotline.settings.environment import Settings


class Agents:
    """`live` returns the live calls, `is_up` whether Asterisk can be told. `loaded` is called when SQL has been read,
    `changed` when an agent's view may change.
    """

    def __init__(
        self,
        *,
        settings: Settings,
        database: Database,
        redis: Redis,
        ami: AmiConnection,
        live: Callable[[], Iterable[Call]],
        is_up: Callable[[], bool],
        loaded: Callable[[], None],
        changed: Callable[[], None],
        clock: Callable[[], datetime],
    ) -> None:
        notice = asyncio.Event()
        members = Members(ami, [queue.name for queue in settings.hotline.queues])
        paused = PausedByAsterisk(members, notice.set, clock)
        self.notify = notice.set  # agents need attention
        self.states = AgentStates(settings.hotline)
        self.seen = AgentsSeen(
            states=self.states, members=members, paused=paused, database=database, changed=changed, notify=notice.set
        )
        self.tending = Tending(
            database=database,
            notice=notice,
            states=self.states,
            paused=paused,
            members=members,
            endpoints=EndpointConfig(settings, ami, live),
            speed_dial=SpeedDialConfig(settings, ami),
            is_up=is_up,
            loaded=loaded,
            clock=clock,
        )
        self._dead_phones = DeadPhones(
            ami=ami,
            live=live,
            reachable=self.states.is_reachable,
            show=self.states.show_silence,
            database=database,
            clock=clock,
        )
        self._redis = redis

    def works(self) -> list[Coroutine[Any, Any, None]]:
        """Tasks that run as long as the role."""
        return [self.tending.run(), listen(self._redis, self.notify), *self._dead_phones.works()]
