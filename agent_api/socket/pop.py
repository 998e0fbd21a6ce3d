"""Builds the frame for an event: the call as it is in SQL at that moment and, when it rings, the caller's history."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Mapping
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
    AgentForced,
    AgentStateFrame,
    CallbackOffered,
    CallbackUpdated,
    CallChanged,
    CallRinging,
    SupervisionUpdated,
    TransferUpdated,
)
from agent_api.views.call import call_view
from agent_api.views.caller import SHOWN, caller_view
from agent_api.views.coming import ComingTransfer, coming_transfer, coming_view
from agent_api.views.offer import Details, details, offer_view
from hotline.domain.agents.agent import Agent
from hotline.domain.calls.events import EventType
from hotline.runtime.database import SERVING, Database
from hotline.store.agents import agents
from hotline.store.callbacks import callback_list
from hotline.store.callbacks.callback_list import CallbackRow
from hotline.store.callers import history
from hotline.store.callers.history import History
from hotline.store.calls import call_list
from hotline.store.calls.call_rows import CallRow

log = logging.getLogger(__name__)

_Loaded = tuple[CallRow, History | None, ComingTransfer | None]

TRIES = 5
RETRY_S = 0.3

_TOLD: Mapping[EventType, type[Frame]] = {
    EventType.AGENT_STATE: AgentStateFrame,
    EventType.AGENT_FORCED: AgentForced,
    EventType.CALLBACK_UPDATED: CallbackUpdated,
    EventType.TRANSFER_UPDATED: TransferUpdated,
    EventType.SUPERVISION_UPDATED: SupervisionUpdated,
}


async def warm_up(database: Database) -> None:
    """Run the statements of a screen pop once on each connection, so that the first agent after a start does not wait
    while SQLAlchemy compiles them. Without SQL there is nothing to do."""
    asked = [database.read(_warm_up) for _ in range(SERVING.connections)]
    with contextlib.suppress(SQLAlchemyError):
        await asyncio.gather(*asked)


class Pop:
    """Builds the frames of events for one agent."""

    def __init__(
        self, agent: Agent, database: Database, look_log: LookLog, zone: ZoneInfo, malformed: Callable[[str], None]
    ) -> None:
        self._malformed = malformed
        self._agent = agent
        self._database = database
        self._look_log = look_log
        self._zone = zone

    async def frame(self, event: StreamEvent) -> Frame | None:
        """The event's frame; None if there is nothing to send: SQL has no such call, or the offer has been
        withdrawn."""
        try:
            kind = EventType(event.type)
        except ValueError:
            log.warning("event %s has an unknown type", event.id)
            self._malformed("unknown")
            return None
        if kind is EventType.CALLBACK_OFFERED:
            return await self._offered(event)
        return self._told(kind, event) if kind in _TOLD else await self._of_call(kind, event)

    def _told(self, kind: EventType, event: StreamEvent) -> Frame | None:
        """A frame built from the event alone."""
        fields: dict[str, Any] = {**shown_json(event.payload, self._zone), **self._head(event)}
        if kind is EventType.AGENT_STATE:
            fields["call"] = event.call or None
        try:
            return _TOLD[kind].model_validate(fields)
        except ValidationError as error:
            self._leave_out(event, _wrong(error))
            return None

    async def _offered(self, event: StreamEvent) -> Frame | None:
        """The offer as in POST /callbacks/next; None if it has been withdrawn already."""
        try:
            callback = int(event.payload["callback"])
        except (KeyError, TypeError, ValueError):
            self._leave_out(event, "callback")
            return None
        try:
            found = await self._database.read(_load_offer, callback, self._agent.username)
        except SQLAlchemyError:
            log.warning("callback %d: its offer could not be read", callback)
            return None
        if found is None:
            return None
        row, (known, missed, ticket) = found
        visibility = NumberVisibility(who=self._agent, knows=row.number)
        offer = offer_view(row, known, missed, ticket, visibility, self._zone)
        self._look_log.note(look(visibility, "callback", str(callback)))
        return CallbackOffered(callback=offer, **self._head(event))

    async def _of_call(self, kind: EventType, event: StreamEvent) -> Frame | None:
        """The agent may see the number that rings, and therefore its history."""
        found = await self._load(event.call, with_history=kind is EventType.CALL_RINGING)
        if found is None:
            return None
        row, known, coming = found
        citizen = row.citizens_number
        visibility = NumberVisibility(who=self._agent, knows=citizen)
        call, head = call_view(row, visibility, self._zone), self._head(event)
        if known is None:
            return CallChanged.model_validate({"type": kind.value, "call": call, **head})
        caller = caller_view(citizen, known, self._zone, visibility)
        # covers all later frames of this call, which show nothing more
        self._look_log.note(look(visibility, "pop", row.id))
        return CallRinging(call=call, caller=caller, transfer=coming, **head)

    def _leave_out(self, event: StreamEvent, wrong: str) -> None:
        """Without the traceback, which would contain the event and so a citizen's number."""
        log.error("event %s (%s) is malformed: %s", event.id, event.type, wrong)
        self._malformed(event.type)

    def _head(self, event: StreamEvent) -> dict[str, Any]:
        return {"id": event.id, "at": local(event.at, self._zone)}

    async def _load(self, call_id: str, *, with_history: bool) -> _Loaded | None:
        """Read the call from SQL, with retries: a late pop is better than none."""
        for left in reversed(range(TRIES)):
            try:
                return await self._database.read(_load, call_id, self._agent, with_history=with_history)
            except SQLAlchemyError:
                if not left:
                    log.warning("call %s: the screen pop could not be read", call_id)
                    return None
                await asyncio.sleep(RETRY_S)
        return None


def _wrong(error: ValidationError) -> str:
    """The names of the wrong fields only: their values may be a citizen's data."""
    return ", ".join(".".join(map(str, one["loc"])) for one in error.errors(include_url=False, include_input=False))


def _warm_up(connection: Connection) -> None:
    call_list.get(connection, "-")
    history.warm_up(connection)


def _load(connection: Connection, call_id: str, who: Agent, *, with_history: bool) -> _Loaded | None:
    row = call_list.get(connection, call_id)
    if row is None:
        return None
    if not with_history:
        return row, None, None
    return row, history.of_number(connection, row.citizens_number, SHOWN), _coming(connection, row, who)


def _coming(connection: Connection, row: CallRow, who: Agent) -> ComingTransfer | None:
    transfer = coming_transfer(row, who)
    if transfer is None:
        return None
    colleague = agents.get(connection, transfer.agent)
    return coming_view(transfer, colleague.name if colleague else "")


def _load_offer(connection: Connection, callback: int, username: str) -> tuple[CallbackRow, Details] | None:
    row = callback_list.get(connection, callback)
    if row is None or row.agent != username:
        return None
    return row, details(connection, row)
