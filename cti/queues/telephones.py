"""The agents' telephones: which are registered and which were refused, to explain why one cannot be called."""

from collections.abc import Collection, Mapping
from datetime import datetime

from hotline.asterisk.ami.presence import ContactSeen
from hotline.domain.agents.telephone import Refusal, TelephoneState, telephone_state


class Telephones:
    """`refusals` are the last ones by extension. A telephone may register from a new address before its old contact is
    removed, so contacts are counted individually.
    """

    def __init__(self) -> None:
        self._contacts: dict[str, set[str]] = {}
        self.refusals: Mapping[str, Refusal] = {}

    def load(self, contacts: Collection[ContactSeen]) -> None:
        """Load all contacts, after a connect."""
        self._contacts = {}
        for contact in contacts:
            self.see(contact)

    def see(self, contact: ContactSeen) -> None:
        mine = self._contacts.setdefault(contact.extension, set())
        if contact.registered:
            mine.add(contact.uri)
        else:
            mine.discard(contact.uri)

    def state_of(self, extension: str, now: datetime, *, reachable: bool) -> TelephoneState | None:
        return telephone_state(
            reachable=reachable,
            registered=bool(self._contacts.get(extension)),
            refusal=self.refusals.get(extension),
            now=now,
        )
