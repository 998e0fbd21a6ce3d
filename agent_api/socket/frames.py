"""The WebSocket's frames in both directions. They are built with these models, and asyncapi.json is generated from
them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StringConstraints

from agent_api.protocol.fields import Body
from agent_api.runtime.frame import Frame
from agent_api.runtime.hub import LOGGED_OUT
from agent_api.views.agent import TelephoneView
from agent_api.views.call import CallView
from agent_api.views.caller import CallerView
from agent_api.views.coming import ComingTransfer
from agent_api.views.offer import CallbackOffer
from agent_api.views.room import RoomView
from agent_api.views.wall import WallView

Topic = Literal["me", "wall", "room"]


class Auth(Body):
    """The first message, and the only one that a client has to send: its token, and the topics it subscribes to. Later
    messages are ignored."""

    type: Literal["auth"]
    token: Annotated[str, StringConstraints(max_length=200)]
    topics: Annotated[list[Topic], Field(min_length=1, max_length=10)]


class TopicRefused(Frame):
    """A requested topic that is not allowed for the user's role. The other topics are served."""

    type: Literal["topic.refused"] = "topic.refused"
    topic: Topic
    detail: str


class EventFrame(Frame):
    """`id` is the event's position in the stream: the same event has the same `id` on every socket."""

    id: str


class CallRinging(EventFrame):
    """The screen pop: the agent's telephone rings. `call` as in GET /calls/{id}, `caller` as in GET
    /callers/{number}; `transfer` says why it comes, if a colleague transfers the citizen, else null."""

    type: Literal["call.ringing"] = "call.ringing"
    call: CallView
    caller: CallerView
    transfer: ComingTransfer | None


class CallChanged(EventFrame):
    """One of the agent's calls was answered, has changed otherwise, or has ended."""

    type: Literal["call.answered", "call.updated", "call.ended"]
    call: CallView


class CallbackOffered(EventFrame):
    """The agent is offered a callback. `callback` as in POST /callbacks/next."""

    type: Literal["callback.offered"] = "callback.offered"
    callback: CallbackOffer


class CallbackUpdated(EventFrame):
    """The new status of a callback (given by its id) that the agent had."""

    type: Literal["callback.updated"] = "callback.updated"
    callback: int
    status: str
    reason: str = ""


class TransferUpdated(EventFrame):
    """The new state of one of the agent's transfers (given by its id)."""

    type: Literal["transfer.updated"] = "transfer.updated"
    transfer: str
    state: str
    reason: str


class SupervisionUpdated(EventFrame):
    """The new state of one of the supervisor's supervisions (given by its id)."""

    type: Literal["supervision.updated"] = "supervision.updated"
    supervision: str
    state: str
    mode: str
    reason: str


class AgentStateFrame(Frame):
    """The agent's current state, with the field names of GET /agents/me; sent when the socket opens, and at each
    change. `id` is null in the first one."""

    type: Literal["agent.state"] = "agent.state"
    id: str | None = None
    state: str
    reason: str
    since: datetime | None
    wish: str
    wish_reason: str
    wish_by: str | None = None
    wish_by_name: str | None = None
    holds: list[str]
    call: str | None
    phone: TelephoneView | None
    silent: Literal["agent", "citizen"] | None


class AgentForced(EventFrame):
    """A supervisor (`by`, `by_name`) has set the agent's state, for a `reason`."""

    type: Literal["agent.forced"] = "agent.forced"
    state: str
    reason: str
    by: str
    by_name: str


class WallFrame(WallView, Frame):
    """The whole wall as in GET /wall, at each change and at most 4 times a second."""

    model_config = ConfigDict(extra="allow")

    type: Literal["wall"] = "wall"


class RoomFrame(RoomView, Frame):
    """The room as GET /room gives it: whole, at each change and at most 4 times a second."""

    type: Literal["room"] = "room"


ServerFrame = (
    TopicRefused
    | AgentStateFrame
    | AgentForced
    | CallRinging
    | CallChanged
    | CallbackOffered
    | CallbackUpdated
    | TransferUpdated
    | SupervisionUpdated
    | WallFrame
    | RoomFrame
)

BAD_MESSAGE, NOT_ALLOWED, AUTH_TOO_LATE = 4400, 4403, 4408

CLOSES: Mapping[int, str] = {
    BAD_MESSAGE: "the first message is not an auth message",
    LOGGED_OUT: "the token is invalid or has expired: log in again",
    NOT_ALLOWED: "no topic is allowed for this role, or its one-time codes are not set up",
    AUTH_TOO_LATE: "no auth message arrived in time",
    1001: "the role is restarting: reconnect",
    1009: "a message was too large",
    1013: "the client was too slow: reconnect",
}
