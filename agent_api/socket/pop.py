"""What an agent is told of an event: the call as SQL has it at that moment, and the caller's history when it rings."""

import asyncio
import contextlib
import logging
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import ValidationError
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from agent_api.privacy.look_log import LookLog, look
from agent_api.privacy.masking import NumberVisibility
from agent_api.protocol.moments import local, shown_json
from agent_api.runtime.frame import Frame
from agent_api.runtime.stream import StreamEvent
from agent_api.socket.frames import (
    AgentStateFrame,
    CallbackOffered,
    CallbackUpdated,
    CallChanged,
    CallRinging,
    TransferUpdated,
)
from agent_api.views.call import call_view
from agent_api.views.caller import SHOWN, caller_view
from agent_api.views.offer import Details, details, offer_view
from hotline.domain.agents.agent import Agent
from hotline.domain.calls.events import EventType
from hotline.runtime.database import SERVING, Database
from hotline.store.callbacks import callback_list
from hotline.store.callbacks.callback_list import CallbackRow
from hotline.store.callers import history
from hotline.store.callers.history import History
from hotline.store.calls import call_list
from hotline.store.calls.call_rows import CallRow

log = logging.getLogger(__name__)

TRIES = 5
RETRY_S = 0.3

_TOLD: Mapping[EventType, type[Frame]] = {
    EventType.AGENT_STATE: AgentStateFrame,
    EventType.CALLBACK_UPDATED: CallbackUpdated,
    EventType.TRANSFER_UPDATED: TransferUpdated,
}


async def rehearse(database: Database) -> None:
    """Ask for a pop of nobody with each connection: the first agent after a start must not wait until SQLAlchemy has
    made its statements. Without SQL there is nothing to rehearse, and no pop to be late.
    """
    asked = [database.read(_rehearse) for _ in range(SERVING.connections)]
    with contextlib.suppress(SQLAlchemyError):
        await asyncio.gather(*asked)


class Pop:
    """Makes frames of events for one agent."""

    def __init__(self, agent: Agent, database: Database, look_log: LookLog, zone: ZoneInfo) -> None:
        self._agent = agent
        self._database = database
        self._look_log = look_log
        self._zone = zone

    async def frame(self, event: StreamEvent) -> Frame | None:
        """The event's frame; None when there is nothing to tell: SQL knows no such call, or the offer has gone."""
        try:
            kind = EventType(event.type)
        except ValueError:
            log.warning("event %s is of a type that is not known here", event.id)
            return None
        if kind is EventType.CALLBACK_OFFERED:
            return await self._offered(event)
        return self._told(kind, event) if kind in _TOLD else await self._of_call(kind, event)

    def _told(self, kind: EventType, event: StreamEvent) -> Frame | None:
        """What the event itself says."""
        fields: dict[str, Any] = {**shown_json(event.payload, self._zone), **self._head(event)}
        if kind is EventType.AGENT_STATE:
            fields["call"] = event.call or None
        try:
            return _TOLD[kind].model_validate(fields)
        except ValidationError as error:
            # not the traceback: it would hold the event, and with it a citizen's number
            log.error("event %s (%s) is not as it should be: %s", event.id, event.type, _wrong(error))  # noqa: TRY400
            return None

    async def _offered(self, event: StreamEvent) -> Frame | None:
        """The offer as POST /callbacks/next would give it; None when it has gone already."""
        callback = int(event.payload["callback"])
        try:
            found = await self._database.read(_load_offer, callback, self._agent.username)
        except SQLAlchemyError:
            log.warning("callback %d could not be read for its offer", callback)
            return None
        if found is None:
            return None
        row, (known, missed, ticket) = found
        visibility = NumberVisibility(who=self._agent, knows=row.number)
        offer = offer_view(row, known, missed, ticket, visibility, self._zone)
        self._look_log.note(look(visibility, "callback", str(callback)))
        return CallbackOffered(callback=offer, **self._head(event))

    async def _of_call(self, kind: EventType, event: StreamEvent) -> Frame | None:
        """The number that rings is the agent's to see, so are the histories behind it."""
        found = await self._load(event.call, with_history=kind is EventType.CALL_RINGING)
        if found is None:
            return None
        row, known = found
        citizen = row.citizens_number
        visibility = NumberVisibility(who=self._agent, knows=citizen)
        call, head = call_view(row, visibility, self._zone), self._head(event)
        if known is None:
            return CallChanged.model_validate({"type": kind.value, "call": call, **head})
        caller = caller_view(citizen, known, self._zone, visibility)
        self._look_log.note(look(visibility, "pop", row.id))  # what follows shows nothing that this did not
        return CallRinging(call=call, caller=caller, **head)

    def _head(self, event: StreamEvent) -> dict[str, Any]:
        return {"id": event.id, "at": local(event.at, self._zone)}

    async def _load(self, call_id: str, *, with_history: bool) -> tuple[CallRow, History | None] | None:
        """From SQL, with some patience: a pop that comes late is better than none."""
        for left in reversed(range(TRIES)):
            try:
                return await self._database.read(_load, call_id, with_history=with_history)
            except SQLAlchemyError:
                if not left:
                    log.warning("call %s could not be read for its pop", call_id)
                    return None
                await asyncio.sleep(RETRY_S)
        return None


def _wrong(error: ValidationError) -> str:
    """The names of the fields alone: what stands in them may be a citizen's."""
    return ", ".join(".".join(map(str, one["loc"])) for one in error.errors(include_url=False, include_input=False))


def _rehearse(connection: Connection) -> None:
    call_list.get(connection, "-")
    history.rehearse(connection)


def _load(connection: Connection, call_id: str, *, with_history: bool) -> tuple[CallRow, History | None] | None:
    row = call_list.get(connection, call_id)
    if row is None:
        return None
    return row, history.of_number(connection, row.citizens_number, SHOWN) if with_history else None


def _load_offer(connection: Connection, callback: int, username: str) -> tuple[CallbackRow, Details] | None:
    row = callback_list.get(connection, callback)
    if row is None or row.agent != username:
        return None
    return row, details(connection, row)
