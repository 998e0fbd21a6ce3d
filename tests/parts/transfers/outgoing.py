"""A citizen whom an agent has dialled, on the screen or on the telephone."""

from collections.abc import Callable

from ops.phones.agent import PhoneCall, Phones
from ops.phones.citizen import Citizens
from tests.parts.api import Document
from tests.parts.people import People, Seat
from tests.parts.transfers.talk import Talk
from tests.parts.wait import until


class OutgoingTalk(Talk):
    """An agent who dialled a citizen, and a line that they are sent to."""

    def __init__(self, people: People, lines: Phones, dial: "Dial") -> None:
        self.people, self._lines = people, lines
        self.seat = people.agent("hotline")
        self.citizen = people.new_number()
        self.dialled = dial(self.seat, self.citizen, people)
        self.line = until(lambda: talking_at(lines, self.citizen), "the citizen talks")
        self.call = until(lambda: people.admin.all("/calls", agent=self.seat.username, state="talking"), "a talk")[0][
            "id"
        ]
        self._rung_before = len(lines.calls)

    def calls(self) -> list[Document]:
        return [one for one in self.people.admin.all("/calls", direction="outbound") if one["called"] == self.citizen]

    def prove_heard(self) -> None:
        """The citizen's telephone is a line, at which nobody listens."""

    def is_over_for_agent(self) -> bool:
        return self.dialled.call.ended_at_s is not None if self.dialled else not self.is_with_agent()


def talking_at(lines: Phones, number: str) -> PhoneCall | None:
    return next((line for line in lines.calls if line.called == number and line.is_talking), None)


def dial_on_the_screen(seat: Seat, number: str, people: People) -> None:
    seat.api.post("/calls", {"number": number, "ticket": None})


def dial_on_the_phone(seat: Seat, number: str, people: People) -> Citizens:
    return people.dials(seat, f"0086{number}")


def dial_on_the_phone_while_cti_is_dead(seat: Seat, number: str, people: People) -> Citizens:
    people.hotline.kill("cti")
    return people.dials(seat, number)


Dial = Callable[[Seat, str, People], Citizens | None]
