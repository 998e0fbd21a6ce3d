"""Detects the guessing of secrets. The time is passed in.

An address with GUESSES refusals WITHIN a minute is guessing; so is an unknown party that attacks one extension from
many addresses. A telephone with a mistyped secret tries a few times a minute at most. The same party is reported again
only after a pause of QUIET. Memory is bounded, whatever the number of addresses.

An extension that is switched off has no secret that could be guessed, and its telephone goes on registering until
somebody takes it away. So these attempts are counted apart, and blame an address only from KNOCKS on: a whole office of
such telephones does not try as often.
"""

from collections import OrderedDict, deque
from dataclasses import dataclass
from datetime import datetime, timedelta

from hotline.domain.security.security import RefusalReason, Refused

GUESSES = 20
KNOCKS = 300
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
    def __init__(self, limit: int) -> None:
        self.times: deque[datetime] = deque(maxlen=limit)
        self.told = False


class _Tallies:
    """The refusals of each party, of which `limit` WITHIN are too many."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._by_party: OrderedDict[Guesser, _Tally] = OrderedDict()

    def __len__(self) -> int:
        return len(self._by_party)

    def has_begun(self, party: Guesser, at: datetime) -> bool:
        tally = self._by_party.setdefault(party, _Tally(self._limit))
        self._by_party.move_to_end(party)
        if len(self._by_party) > REMEMBERED:
            self._by_party.popitem(last=False)
        if tally.times and at - tally.times[-1] > QUIET:
            tally.told = False
        tally.times.append(at)
        if tally.told or len(tally.times) < self._limit or at - tally.times[0] > WITHIN:
            return False
        tally.told = True
        return True

    def was_told(self, party: Guesser) -> bool:
        return self._by_party[party].told


class Guessing:
    """Counts refusals by address and by extension."""

    def __init__(self) -> None:
        self._guesses = _Tallies(GUESSES)
        self._knocks = _Tallies(KNOCKS)

    def count(self, refused: Refused) -> Guesser | None:
        """The party that begins to guess with this refusal; usually None."""
        address = Guesser(address=refused.address)
        if refused.reason is RefusalReason.SWITCHED_OFF:
            return address if self._knocks.has_begun(address, refused.at) else None
        if self._guesses.has_begun(address, refused.at):
            return address
        if self._guesses.was_told(address) or not refused.account:
            return None
        extension = Guesser(extension=refused.account)
        return extension if self._guesses.has_begun(extension, refused.at) else None
