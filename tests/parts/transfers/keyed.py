"""A citizen who talks to an agent, who transfers them on the telephone itself: by keys or by its button."""

from contextlib import ExitStack

from ops.phones.agent import PhoneCall, Phones
from ops.phones.citizen import Citizens
from tests.parts.api import Document
from tests.parts.people import SIP_SECRET, People
from tests.parts.sip.keyphone import KeyPhone
from tests.parts.wait import until


class KeyedTalk:
    """The agent has a KeyPhone, which is closed with `stack`; `lines` are the telephones outside."""

    def __init__(self, people: People, lines: Phones, stack: ExitStack) -> None:
        self.people, self.lines = people, lines
        self.seat = people.agent("hotline", behaviour=None, state="offline")
        self.phone = stack.enter_context(KeyPhone(self.seat.extension, SIP_SECRET, people.hotline.sip))
        self.seat.say("ready")
        self.seat.until_state("ready")
        self.citizen = people.new_number()
        self.telephone: Citizens = people.citizen("12345", caller=self.citizen)
        self.phone.until_talking()
        self.call = people.call_in("talking", self.citizen)["id"]
        self.rung_before = len(lines.calls)

    def now(self) -> Document:
        call: Document = self.people.admin.get(f"/calls/{self.call}")
        return call

    @property
    def transfers(self) -> list[Document]:
        transfers: list[Document] = self.now()["transfers"]
        return transfers

    def until(self, *states: str) -> Document:
        """The only transfer of the call, in one of these states."""

        def found() -> Document | None:
            return next((one for one in self.transfers if one["state"] in states), None)

        try:
            return until(found, f"a transfer {states}")
        except AssertionError as error:
            raise AssertionError(f"{error}; it is {self.now()}") from None

    def until_state(self, state: str) -> Document:
        try:
            return until(lambda: ((call := self.now())["state"] == state and call) or None, f"the call {state}")
        except AssertionError as error:
            raise AssertionError(f"{error}; it is {self.now()}") from None

    def rung(self) -> PhoneCall:
        """The telephone outside that rang last."""
        return until(lambda: self.lines.calls[self.rung_before :] or None, "a line that rings")[-1]

    def talking(self) -> PhoneCall:
        return until(lambda: ((line := self.rung()).is_talking and line) or None, "a line that talks")

    def prove_over(self) -> Document:
        """Everybody has hung up; one call, one ticket, and the accounting agrees."""
        call = self.until_state("ended")
        asterisk = self.people.hotline.asterisk
        until(lambda: not asterisk.channels, f"no telephone left: {asterisk.channels}", 3)
        assert call["outcome"] == "answered"
        assert [one["id"] for one in self.people.calls_of(self.citizen)] == [self.call]
        assert len(self.people.admin.all("/tickets", caller=self.citizen)) == 1
        self.people.until_balanced()
        return call
