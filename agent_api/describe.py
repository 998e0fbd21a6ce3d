"""`python -m agent_api.describe`: prints what the types of the pages are generated from, without starting the service.

It is openapi.json, with the frames of the WebSocket and the enums of the domain added to its schemas: the pages' texts
are typed by these enums, so that a new state without a word in both languages fails the type check.
"""

import sys
from enum import Enum
from typing import Any

import orjson

from agent_api.http.openapi import describe as describe_routes
from agent_api.protocol.fields import Json
from agent_api.routes import ROUTES
from agent_api.socket.asyncapi import describe as describe_frames
from hotline.domain.agents.agent import AgentBlock, AgentState, Role, Wish
from hotline.domain.agents.desk import Left
from hotline.domain.agents.password import PasswordFault
from hotline.domain.agents.telephone import Trouble
from hotline.domain.callbacks.callback import CallbackOutcome, CallbackStatus
from hotline.domain.calls.call import CallState, Direction, Outcome
from hotline.domain.facts.failure import Failure
from hotline.domain.facts.missed import MissedIn
from hotline.domain.facts.silence import Side
from hotline.domain.tickets.ticket import TicketCategory, TicketStatus
from hotline.domain.transfers.transfer import TransferMode, TransferState
from hotline.store.reports.alarms import AlarmKind

ENUMS: tuple[type[Enum], ...] = (
    AgentBlock,
    AgentState,
    AlarmKind,
    CallbackOutcome,
    CallbackStatus,
    CallState,
    Direction,
    Failure,
    Left,
    MissedIn,
    Outcome,
    PasswordFault,
    Role,
    Side,
    TicketCategory,
    TicketStatus,
    TransferMode,
    TransferState,
    Trouble,
    Wish,
)


def describe() -> Json:
    """openapi.json with frames and enums."""
    description = describe_routes(ROUTES, "hotline")
    schemas: dict[str, Any] = description["components"]["schemas"]
    frames: dict[str, Any] = describe_frames("hotline")["components"]["schemas"]
    for name, schema in frames.items():
        schemas.setdefault(name, schema)
    for enum in ENUMS:
        schemas.setdefault(enum.__name__, {"type": "string", "enum": [member.value for member in enum]})
    return description


if __name__ == "__main__":
    sys.stdout.buffer.write(orjson.dumps(describe(), option=orjson.OPT_INDENT_2))
