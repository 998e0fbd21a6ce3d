"""The frames of the WebSocket, both ways. They are made as these models, and asyncapi.json is made from them."""

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
from agent_api.views.offer import CallbackOffer
from agent_api.views.wall import WallView

Topic = Literal["me", "wall"]


class Auth(Body):
    """The first message, and the only one that is expected of a client: who it is, and what it wants to hear. What it
    sends later is read and ignored."""

    type: Literal["auth"]
    token: Annotated[str, StringConstraints(max_length=200)]
    topics: Annotated[list[Topic], Field(min_length=1, max_length=10)]


class TopicRefused(Frame):
    """A topic that is not for the role of the one who asked; the others are served."""

    type: Literal["topic.refused"] = "topic.refused"
    topic: Topic
    detail: str


class EventFrame(Frame):
    """`id` is the event's place in the stream: the same event has the same `id` on every socket."""

    id: str


class CallRinging(EventFrame):
    """The screen pop: the agent's telephone rings. `call` as in GET /calls/{id}, `caller` as in GET
    /callers/{number}."""

    type: Literal["call.ringing"] = "call.ringing"
    call: CallView
    caller: CallerView


class CallChanged(EventFrame):
    """A call of the agent's: they speak with the citizen, something else has changed, it has ended."""

    type: Literal["call.answered", "call.updated", "call.ended"]
    call: CallView


class CallbackOffered(EventFrame):
    """The agent may ring a citizen back. `callback` as POST /callbacks/next gives it."""

    type: Literal["callback.offered"] = "callback.offered"
    callback: CallbackOffer


class CallbackUpdated(EventFrame):
    """What became of a callback (its id) that the agent had."""

    type: Literal["callback.updated"] = "callback.updated"
    callback: int
    status: str
    reason: str = ""


class TransferUpdated(EventFrame):
    """A transfer (its id) of the agent's has a new state."""

    type: Literal["transfer.updated"] = "transfer.updated"
    transfer: str
    state: str
    reason: str


class AgentStateFrame(Frame):
    """What the agent does now, with the names of GET /agents/me; when the socket opens, and at each change. `id` is
    null in the first."""

    type: Literal["agent.state"] = "agent.state"
    id: str | None = None
    state: str
    reason: str
    since: datetime | None
    wish: str
    wish_reason: str
    holds: list[str]
    call: str | None
    phone: TelephoneView | None
    silent: Literal["agent", "citizen"] | None


class WallFrame(WallView, Frame):
    """The wall as GET /wall gives it, whole, at each change and at most 4 times a second."""

    model_config = ConfigDict(extra="allow")

    type: Literal["wall"] = "wall"


ServerFrame = (
    TopicRefused
    | AgentStateFrame
    | CallRinging
    | CallChanged
    | CallbackOffered
    | CallbackUpdated
    | TransferUpdated
    | WallFrame
)

BAD_MESSAGE, NOT_ALLOWED, AUTH_TOO_LATE = 4400, 4403, 4408

CLOSES: Mapping[int, str] = {
    BAD_MESSAGE: "the first message is no auth message",
    LOGGED_OUT: "the token is not valid (any more): log in again",
    NOT_ALLOWED: "none of the topics is for this role, or it lacks its one-time codes",
    AUTH_TOO_LATE: "no auth message came in time",
    1001: "the role is restarting: come back",
    1009: "a message was too large",
    1013: "the client was too slow: come back",
}
