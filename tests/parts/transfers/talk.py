"""A citizen who talks to an agent, and is sent on from the screen."""

from concurrent.futures import ThreadPoolExecutor

from ops.phones.agent import Nudge, PhoneCall, Phones
from ops.phones.citizen import Citizens
from tests.parts.api import Api, ApiError, Document
from tests.parts.people import People, Seat
from tests.parts.transfers.lines import AGENT, SOON_S, TARGET
from tests.parts.wait import until


class Talk:
    """A citizen who talks to an agent, and a line that they are sent to. Agents and lines speak without a pause."""

    def __init__(self, people: People, lines: Phones, speech: str) -> None:
        self.people, self._lines = people, lines
        self.seat: Seat = people.agent("hotline", speech=speech)
        self.citizen = people.new_number()
        self.ear = people.ear()
        self.telephone: Citizens = people.citizen("12345", caller=self.citizen, ear=self.ear)
        self.phone = self.seat.until_talking(self.citizen)
        self.call = people.call_in("talking", self.citizen)["id"]
        self._rung_before = len(lines.calls)

    def transfer(self, target: str, mode: str) -> str:
        begun = self.seat.api.post(f"/calls/{self.call}/transfers", {"target": target, "mode": mode})
        assert begun["state"] == "dialling"
        return str(begun["id"])

    def until(self, transfer: str, *states: str) -> Document:
        def found() -> Document | None:
            row: Document = self.people.admin.get(f"/transfers/{transfer}")
            return row if row["state"] in states else None

        try:
            return until(found, f"transfer {states}")
        except AssertionError as error:
            raise AssertionError(f"{error}; it is {self.people.admin.get('/transfers/' + transfer)}") from None

    def rung(self) -> PhoneCall:
        """The telephone that rang last on the other side."""
        return until(lambda: self._lines.calls[self._rung_before :] or None, "a line that rings")[-1]

    def talking(self) -> PhoneCall:
        return until(lambda: ((line := self.rung()).is_talking and line) or None, "a line that talks")

    def now(self) -> Document:
        call: Document = self.people.admin.get(f"/calls/{self.call}")
        return call

    def until_state(self, state: str) -> Document:
        return until(lambda: ((call := self.now())["state"] == state and call) or None, f"the call {state}")

    def is_with_agent(self) -> bool:
        return any(call.is_talking for call in self.seat.calls)

    def prove_over(self, outcome: str = "answered") -> Document:
        """Everybody has hung up within two seconds; one call, one ticket, the agent free."""
        call = self.until_state("ended")
        self.prove_heard()
        asterisk = self.people.hotline.asterisk
        until(lambda: not asterisk.channels, f"no telephone left: {asterisk.channels}", 3)
        assert call["outcome"] == outcome
        assert [one["id"] for one in self.calls()] == [self.call]
        assert len(self.people.admin.all("/tickets", caller=self.citizen)) == 1
        assert all(one["state"] not in ("dialling", "talking") for one in call["transfers"])
        if not self.seat.is_removed:
            until(lambda: self.seat.now["state"] == "ready", "the agent ready")
        return call

    def calls(self) -> list[Document]:
        return self.people.calls_of(self.citizen)

    def hears(self, *voices: int) -> None:
        """The citizen hears these, or else music, within a second."""
        self.ear.until_hears(voices, (AGENT, TARGET), SOON_S)

    def _left_at_s(self) -> float | None:
        call = self.telephone.call
        return call.hung_up_at_s or call.ended_at_s

    def prove_heard(self) -> None:
        """From the answer to the end the citizen heard music or somebody who spoke."""
        ended_at_s = until(self._left_at_s, "the end at the citizen's telephone")
        call = self.telephone.call
        assert call.answered_at_s
        gap_s = self.ear.longest_gap_s(call.answered_at_s, ended_at_s)
        silence_s = self.ear.longest_silence_s(call.answered_at_s, ended_at_s)
        assert (gap_s < SOON_S, silence_s < SOON_S) == (True, True), f"no sound for {gap_s:.2f}, {silence_s:.2f} s"


def at_once(api: Api, *paths: str) -> list[bool]:
    """Which of these commands were taken that came at the same time; the others were conflicts."""

    def taken(path: str) -> bool:
        try:
            api.post(path)
        except ApiError as error:
            if error.status != 409:
                raise
            return False
        return True

    with ThreadPoolExecutor() as pool:
        return list(pool.map(taken, paths))


def hold_by_the_screen(talk: Talk, command: str) -> None:
    talk.seat.api.post(f"/calls/{talk.call}/{command}")


def hold_by_the_phone(talk: Talk, command: str) -> None:
    assert talk.seat.phone
    talk.seat.phone.nudge(talk.phone, Nudge.HOLD if command == "hold" else Nudge.UNHOLD)
