"""Commands to Asterisk for an agent's call. Their results arrive as events."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from hotline.asterisk.ami.actions import get_variable, hangup
from hotline.asterisk.ami.connection import AmiConnection
from hotline.asterisk.ami.messages import ActionFields, AmiError, AmiEvent, AmiRefused, AmiResponse
from hotline.commands.errors import RefusedError, SwitchAwayError, SwitchRefusedError, SwitchSilentError
from hotline.names.variables import Variable
from hotline.store.calls.call_rows import CallRow

log = logging.getLogger(__name__)

MOVING = timedelta(seconds=5)


class Telephone:
    """The role's own AMI connection; it sends actions and receives no events.

    Every method raises SwitchRefusedError or SwitchAwayError if the command was not carried out, and SwitchSilentError
    if that is unknown.
    """

    def __init__(self, ami: AmiConnection) -> None:
        self._ami = ami
        self._moved: dict[str, tuple[datetime, object]] = {}

    async def run(self) -> None:
        await self._ami.run()

    async def close(self) -> None:
        await self._ami.close()

    @property
    def connected(self) -> bool:
        return self._ami.connected

    async def send(self, action: ActionFields) -> AmiResponse:
        if not self._ami.connected:
            raise SwitchAwayError
        try:
            return await self._ami.send(action)
        except AmiRefused as refusal:
            log.info("Asterisk refused %s: %s", dict(action).get("Action", ""), refusal)
            raise SwitchRefusedError(refusal) from None
        except AmiError:
            raise SwitchSilentError from None

    async def listed(self, action: ActionFields) -> Sequence[AmiEvent]:
        """The items of an action that is answered by a list."""
        if not self._ami.connected:
            raise SwitchAwayError
        try:
            return await self._ami.send_list(action)
        except AmiRefused as refusal:
            raise SwitchRefusedError(refusal) from None
        except AmiError:
            raise SwitchSilentError from None

    async def move(
        self, call: CallRow, now: datetime, move: ActionFields, *, given: Sequence[ActionFields] = ()
    ) -> None:
        """Redirect a call's channels after setting the variables `given`.

        Two commands that start from the same picture of a call would interfere. So a second one for the same call is
        refused until cti has seen the result of the first, or for MOVING at most.
        """
        self._moved = {one: moved for one, moved in self._moved.items() if now - moved[0] < MOVING}
        sent = [(one.id, one.state, one.reason, one.tried) for one in call.transfers if one.started_at]
        picture = (call.state, call.legs, sent)
        if call.id in self._moved and self._moved[call.id][1] == picture:
            raise RefusedError("The telephone system is still carrying out the previous command for this call.")
        self._moved[call.id] = (now, picture)
        try:
            await self._give(given)
            await self.send(move)
        except (SwitchRefusedError, SwitchAwayError):
            self._moved.pop(call.id, None)
            raise

    def has_moved(self, call_id: str) -> None:
        """Forget the last move of a call: its result has been seen. After hold and unhold a call looks as it did before
        the hold, and would otherwise seem not to have been moved yet."""
        self._moved.pop(call_id, None)

    async def hang_up_if_there(self, channel: str) -> None:
        """Hang up a channel; it is no error if it has hung up already."""
        try:
            await self.send(hangup(channel))
        except SwitchRefusedError:
            return

    async def variable(self, channel: str, variable: Variable) -> str:
        """The value of a channel's variable, "" if it is not set."""
        return (await self.send(get_variable(channel, variable.name))).headers.get("Value", "")

    async def _give(self, given: Sequence[ActionFields]) -> None:
        """Set the variables concurrently, because that moves nobody; each must be acknowledged before the redirect is
        sent. Without an acknowledgement nothing is redirected, and the command was not carried out."""
        answers = await asyncio.gather(*map(self.send, given), return_exceptions=True)
        for error in answers:
            if isinstance(error, SwitchSilentError):
                raise SwitchAwayError from None
            if isinstance(error, BaseException):
                raise error
