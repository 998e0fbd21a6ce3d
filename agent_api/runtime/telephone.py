"""Commands to Asterisk on behalf of an agent, for a call of theirs. What comes of it is told by events."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from agent_api.protocol.problem import Problem, not_found
from hotline.asterisk.ami.actions import get_variable, hangup
from hotline.asterisk.ami.connection import ActionFields, AmiConnection
from hotline.asterisk.ami.messages import AmiError, AmiRefused, AmiResponse
from hotline.domain.agents.agent import Agent, Role
from hotline.store.calls import call_list
from hotline.store.records import Record

MOVING = timedelta(seconds=5)


class Telephone:
    """The role's own AMI connection: it sends, and hears nothing."""

    def __init__(self, ami: AmiConnection) -> None:
        self._ami = ami
        self._moved: dict[str, tuple[datetime, object]] = {}

    async def run(self) -> None:
        await self._ami.run()

    async def close(self) -> None:
        await self._ami.close()

    async def send(self, *actions: ActionFields) -> None:
        """One after another; raises Problem for what Asterisk does not take."""
        for action in actions:
            await self._ask(action)

    async def move(self, call: Record, now: datetime, *actions: ActionFields) -> None:
        """Send a call's channels somewhere; raises Problem as send. Two who see the same picture of it would tear each
        other's commands apart: the second is refused until cti has told what came of the first, for MOVING at most."""
        self._moved = {one: moved for one, moved in self._moved.items() if now - moved[0] < MOVING}
        picture = (call["state"], call["legs"], call["transfers"])
        if call["id"] in self._moved and self._moved[call["id"]][1] == picture:
            raise Problem(409, "The telephone system is still doing what was asked for this call a moment ago.")
        self._moved[call["id"]] = (now, picture)
        try:
            await self.send(*actions)
        except Problem as problem:
            if problem.status == 409:
                self._moved.pop(call["id"], None)
            raise

    async def hang_up_if_there(self, channel: str) -> None:
        """Whoever has left by themselves is no problem; raises Problem when Asterisk does not answer."""
        try:
            await self._ask(hangup(channel))
        except Problem as problem:
            if problem.status != 409:
                raise

    async def variable(self, channel: str, name: str) -> str:
        """What a channel's variable says, "" without one; raises Problem as send."""
        return (await self._ask(get_variable(channel, name))).headers.get("Value", "")

    async def _ask(self, action: ActionFields) -> AmiResponse:
        try:
            return await self._ami.send(action)
        except AmiRefused as refusal:
            raise Problem(409, f"The telephone system does not do that: {refusal}.") from None
        except AmiError:
            raise Problem(
                503, "The telephone system does not answer now. Look at the call before you try again."
            ) from None


def my_live_call(connection: Connection, call: str, agent: Agent) -> Record:
    """A call that lives and is the agent's; raises Problem."""
    row = call_list.get(connection, call)
    if row is None:
        raise not_found("call")
    if my_leg(row, agent) is None:
        if agent.role is Role.AGENT or agent.extension is None:
            raise Problem(403, "This call is not yours.")
        raise Problem(409, "You are not in this call.")
    if row["ended_at"] is not None:
        raise Problem(409, "This call is over.")
    return row


def my_leg(row: Record, agent: Agent) -> Record | None:
    """The agent's part in it: the one that lives, else the last one."""
    mine = [leg for leg in row["legs"] if leg["agent"] == agent.username]
    living = [leg for leg in mine if leg["ended_at"] is None]
    return next(reversed(living or mine), None)


def my_telephone(row: Record, agent: Agent) -> str:
    """The channel of the agent's telephone in the call; raises Problem when they have left it."""
    leg = my_leg(row, agent)
    if leg is None or leg["ended_at"] is not None:
        raise Problem(409, "You have left this call.")
    return str(leg["channel"])
