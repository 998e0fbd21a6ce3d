"""What stories about callbacks share: missed citizens, their telephones at home, the state of a callback."""

from ops.phones.agent import NEVER_PICKS_UP, Behaviour, PhoneCall, Phones
from ops.phones.citizen import Dialling, Fate
from tests.parts.api import Document
from tests.parts.lines import SMALL
from tests.parts.people import People, Seat
from tests.parts.wait import until

CONFIG = (
    SMALL
    + """
[callback]
hours = ["00:00-24:00"]
min_idle_s = "1d"
retry_after = ["1s"]
max_attempts = 3
"""
)


BUSY, NOBODY_HOME, SWITCHED_OFF, NO_SUCH = "13911110001", "13911110002", "13911110003", "13911110004"


REFUSED = "13911110005"


FATES = {
    BUSY: Behaviour(after_s=0.05, refuses=486),
    NOBODY_HOME: NEVER_PICKS_UP,
    SWITCHED_OFF: Behaviour(after_s=0.05, refuses=480),
    NO_SUCH: Behaviour(after_s=0.05, refuses=404),
    REFUSED: Behaviour(after_s=0.05, refuses=403),
}


def miss(people: People, *callers: str) -> dict[str, Document]:
    """These citizens ring while nobody is there; the open duty of each."""
    before = {caller: len(ended(people, caller)) for caller in set(callers)}
    people.citizens([Dialling(caller=caller, dials="12345", fate=Fate(stays_s=0.5)) for caller in callers])
    wanted = {caller: count + callers.count(caller) for caller, count in before.items()}
    until(lambda: all(len(ended(people, caller)) >= count for caller, count in wanted.items()), "all missed", 30)
    owed = {row["number"]: row for row in people.admin.all("/callbacks", status="pending")}
    return {caller: owed[caller] for caller in callers}


def ended(people: People, caller: str) -> list[Document]:
    return [call for call in people.calls_of(caller) if call["state"] == "ended" and call["direction"] == "inbound"]


def status_of(people: People, callback: Document) -> str:
    return str(people.admin.get(f"/callbacks/{callback['id']}")["status"])


def until_status(people: People, callback: Document, status: str, timeout_s: float = 20.0) -> Document:
    def found() -> Document | None:
        row: Document = people.admin.get(f"/callbacks/{callback['id']}")
        return row if row["status"] == status else None

    try:
        return until(found, f"callback {status}", timeout_s)
    except AssertionError as error:
        raise AssertionError(f"{error}; it is {people.admin.get('/callbacks/' + str(callback['id']))}") from None


def until_attempts(people: People, callback: Document, attempts: int) -> None:
    until(lambda: people.admin.get(f"/callbacks/{callback['id']}")["attempts"] == attempts, f"{attempts} attempts")


def at_home(homes: Phones, number: str) -> list[PhoneCall]:
    return [call for call in homes.calls if call.called == number]


def until_it_rings(homes: Phones, number: str) -> None:
    until(lambda: any(call.is_ringing for call in at_home(homes, number)), "it rings at home")


def until_it_is_quiet(homes: Phones, number: str) -> None:
    until(lambda: not any(call.is_ringing for call in at_home(homes, number)), "a quiet home")


def take(seat: Seat) -> Document:
    """The agent takes the next callback and rings."""
    offer: Document = seat.api.post("/callbacks/next")
    return dict(seat.api.post(f"/callbacks/{offer['id']}/accept"))


def due(seat: Seat) -> Document | None:
    return seat.api.post("/callbacks/next") or None
