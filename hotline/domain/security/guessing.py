"""Detects the guessing of secrets. The time is passed in.

An address with GUESSES refusals WITHIN a minute is guessing; so is an unknown party that attacks one extension from
many addresses. A telephone with a mistyped secret tries a few times a minute at most. The same party is reported again
only after a pause of QUIET. Memory is bounded, whatever the number of addresses.
"""

from collections import OrderedDict, deque
from dataclasses import dataclass
from datetime import datetime, timedelta

from hotline.domain.security.security import Refused

GUESSES = 20
WITHIN = timedelta(minutes=1)
QUIET = timedelta(minutes=10)
REMEMBERED = 2000


@dataclass(frozen=True, kw_only=True)
class Guesser:
    """An address that guesses, or, with `address` "", an extension whose secret is being guessed from several
    addresses.
    """

    address: str = ""
    extension: str = ""


class _Tally:
    def __init__(self) -> None:
        self.times: deque[datetime] = deque(maxlen=GUESSES)
        self.told = False


class Guessing:
    """Counts refusals by address and by extension."""

    def __init__(self) -> None:
        self._tallies: OrderedDict[Guesser, _Tally] = OrderedDict()

    def count(self, refused: Refused) -> Guesser | None:
        """The party that begins to guess with this refusal; usually None."""
        address = Guesser(address=refused.address)
        if self._has_begun(address, refused.at):
            return address
        if self._tallies[address].told or not refused.account:
            return None
        extension = Guesser(extension=refused.account)
        return extension if self._has_begun(extension, refused.at) else None

    def _has_begun(self, party: Guesser, at: datetime) -> bool:
        tally = self._tallies.setdefault(party, _Tally())
        self._tallies.move_to_end(party)
        if len(self._tallies) > REMEMBERED:
            self._tallies.popitem(last=False)
        if tally.times and at - tally.times[-1] > QUIET:
            tally.told = False
        tally.times.append(at)
        if tally.told or len(tally.times) < GUESSES or at - tally.times[0] > WITHIN:
            return False
        tally.told = True
        return True
