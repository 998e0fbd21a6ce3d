"""Agents and citizens at a running hotline, created as a test needs them.

All are new for each test: citizens by their number, agents by name and extension. Afterwards the agents sign out, so
that stories can share a hotline without affecting each other.
"""

from contextlib import ExitStack
from itertools import count
from types import TracebackType
from typing import Any, Self

from ops.phones.agent import ANSWERS, AgentPhones, Behaviour, PhoneCall, Phones
from ops.phones.citizen import Citizens, Dialling, Fate
from tests.parts.api import Api, Document, Events, events
from tests.parts.hotline import Hotline
from tests.parts.sip.ear import Ear
from tests.parts.wait import stays, until

PASSWORD = "a desk of her own"
OWN_PASSWORD = "known to nobody else"
SIP_SECRET = "softphone-secret"
_extensions = count(2001)
_numbers = count(1)


class Seat:
    """An agent at a desk: a user of the API, a softphone, and a screen that shows events."""

    def __init__(
        self, hotline: Hotline, username: str, extension: str, api: Api, screen: Events, stack: ExitStack
    ) -> None:
        self.username = username
        self.extension = extension
        self.api = api
        self.screen = screen
        self.phone: Phones | None = None
        self.is_removed = False
        self._hotline = hotline
        self._stack = stack

    def plug_in(self, behaviour: Behaviour = ANSWERS, *, echoes: bool = False, speech: str = "") -> AgentPhones:
        """Start the softphone and register it; returns when Asterisk has qualified it."""
        phone = AgentPhones(
            self._hotline.place("127.0.0.1"),
            self._hotline.sip,
            {self.extension: SIP_SECRET},
            behaviour,
            echoes=echoes,
            speech=speech,
        )
        self.phone = phone
        self._stack.callback(phone.stop)
        return phone

    def say(self, state: str, reason: str = "") -> Document:
        """Set the agent's wish to ready, paused or offline."""
        answer: Document = self.api.put("/agents/me/state", {"state": state, "reason": reason})
        return answer

    def choose_password(self) -> str:
        """Another password than the admin's, as the pages ask for at the first log-in."""
        self.api.post("/agents/me/password", {"old": PASSWORD, "new": OWN_PASSWORD})
        return OWN_PASSWORD

    def log_out(self) -> None:
        self.api.post("/logout")
        self.is_removed = True  # no request can be made in their name any more

    @property
    def now(self) -> Document:
        """The agent's state according to the hotline."""
        answer: Document = self.api.get("/agents/me")
        return answer

    def until_state(self, state: str, timeout_s: float = 20.0) -> Document:
        try:
            return (
                until(lambda: (now := self.now)["state"] == state and now, f"{self.username} {state}", timeout_s) or {}
            )
        except AssertionError as error:
            raise AssertionError(f"{error}: {self.now}") from None

    def stays(self, for_s: float, **what: object) -> None:
        """Check that these fields keep their values for `for_s`."""

        def same() -> bool:
            now = self.now
            assert {key: now[key] for key in what} == what, now
            return True

        stays(same, f"{self.username} {what}", for_s)

    @property
    def calls(self) -> list[PhoneCall]:
        """The calls that the softphone has received."""
        assert self.phone is not None, "this agent has no softphone"
        return self.phone.calls

    def calls_from(self, caller: str) -> list[PhoneCall]:
        return [call for call in self.calls if call.caller == caller]

    def until_ringing(self, caller: str, timeout_s: float = 20.0) -> PhoneCall:
        return until(lambda: self._find(caller, talking=False), f"{self.username} rung by {caller}", timeout_s)

    def until_talking(self, caller: str, timeout_s: float = 20.0) -> PhoneCall:
        return until(lambda: self._find(caller, talking=True), f"{self.username} talks to {caller}", timeout_s)

    def _find(self, caller: str, *, talking: bool) -> PhoneCall | None:
        calls = self.calls_from(caller)
        return next((call for call in reversed(calls) if (call.is_talking if talking else call.is_ringing)), None)

    def hang_up(self, call: PhoneCall) -> None:
        assert self.phone is not None
        self.phone.hang_up(call)


class People:
    """Creates agents and citizens, and removes them at the end."""

    def __init__(self, hotline: Hotline, admin: Api) -> None:
        self.hotline = hotline
        self.admin = admin
        self._stack = ExitStack()
        self._seats: list[Seat] = []
        self._citizens: list[Citizens] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._stack:
            for citizens in self._citizens:
                if not citizens.have_ended:
                    citizens.hang_up_all()
                    citizens.wait(20)
            for seat in self._seats:
                if not seat.is_removed:
                    seat.say("offline")

    def new_number(self) -> str:
        """A mobile number not used before; 1380000xxxx."""
        return f"1380000{next(_numbers):04d}"

    def seat_on_the_wall(self, seat: Seat) -> Document:
        """How the wall shows that agent, as soon as it does."""

        def found() -> Document | None:
            seats: list[Document] = self.admin.get("/wall")["seats"]
            return next((one for one in seats if one["username"] == seat.username), None)

        return until(found, f"the wall shows {seat.username}")

    def agent(
        self,
        *queues: str,
        behaviour: Behaviour | None = ANSWERS,
        state: str = "ready",
        echoes: bool = False,
        speech: str = "",
        role: str = "agent",
    ) -> Seat:
        """A new agent of these queues, ready for calls; `behaviour` None leaves the softphone closed."""
        username, extension, api = self._hire(queues, role)
        screen = self._stack.enter_context(events(api, "me"))
        seat = Seat(self.hotline, username, extension, api, screen, self._stack)
        self._seats.append(seat)
        if behaviour is not None:
            seat.plug_in(behaviour, echoes=echoes, speech=speech)
        if state != "offline":
            seat.say(state, "" if state == "ready" else "tea")
        if behaviour is not None and state != "offline":
            seat.until_state(state)
        return seat

    def remove(self, seat: Seat) -> None:
        """Delete the agent as admin."""
        self.admin.delete(f"/agents/{seat.username}")
        seat.is_removed = True

    def _hire(self, queues: tuple[str, ...], role: str = "agent") -> tuple[str, str, Api]:
        extension = str(next(_extensions))
        username = f"agent{extension}"
        user = {"username": username, "password": PASSWORD, "name": f"话务员{extension}", "role": role}
        phone = {"extension": extension, "sip_secret": SIP_SECRET, "queues": list(queues)}
        self.admin.post("/agents", user | phone)
        return username, extension, self.hotline.api.login(username, PASSWORD)

    def crew(self, queue: str, count: int, behaviour: Behaviour) -> tuple[dict[str, str], Phones]:
        """Several identical agents who are ready, without screens: username by extension, and their softphones."""
        hired = [self._hire((queue,)) for _ in range(count)]
        secrets = {extension: SIP_SECRET for _, extension, _ in hired}
        phones = AgentPhones(self.hotline.place("127.0.0.1"), self.hotline.sip, secrets, behaviour)
        self._stack.callback(phones.stop)
        for _, _, api in hired:
            api.put("/agents/me/state", {"state": "ready", "reason": ""})
            self._stack.callback(api.put, "/agents/me/state", {"state": "offline", "reason": ""})
        return {extension: username for username, extension, _ in hired}, phones

    def user(self, role: str) -> Api:
        """A new user without a phone."""
        username = f"{role}{next(_extensions)}"
        self.admin.post(
            "/agents", {"username": username, "password": PASSWORD, "name": username, "role": role, "queues": []}
        )
        return self.hotline.api.login(username, PASSWORD)

    def citizen(
        self,
        dials: str,
        *,
        caller: str | None = None,
        fate: Fate | None = None,
        from_header: bytes | None = None,
        address: str = "127.0.0.2",
        speech: str = "",
        ear: Ear | None = None,
    ) -> Citizens:
        """One citizen who calls now."""
        dialling = Dialling(
            caller=caller if caller is not None else self.new_number(), dials=dials, fate=fate or Fate()
        )
        return self.citizens(
            [dialling], from_header=from_header, address=address, speech=speech, ear=ear.port if ear else None
        )

    def ear(self, address: str = "127.0.0.2") -> Ear:
        """Where a telephone with that address receives RTP."""
        return self._stack.enter_context(Ear(address, self.hotline.ports.free()))

    def dials(self, seat: Seat, number: str, *, ear: Ear | None = None) -> Citizens:
        """The agent dials on a softphone."""
        dialling = Dialling(caller=seat.extension, dials=number)
        return self.citizens([dialling], address="127.0.0.1", secret=SIP_SECRET, ear=ear.port if ear else None)

    def citizens(self, diallings: list[Dialling], *, address: str = "127.0.0.2", **options: Any) -> Citizens:
        citizens = Citizens(self.hotline.place(address), self.hotline.sip, diallings, **options)
        self._stack.callback(citizens.stop)
        self._citizens.append(citizens)
        return citizens

    def calls_of(self, caller: str) -> list[Document]:
        return self.admin.all("/calls", caller=caller)

    def call_in(self, state: str, caller: str, timeout_s: float = 20.0) -> Document:
        """The only call of that citizen, once it is in this state."""

        def find() -> Document | None:
            calls = self.calls_of(caller)
            assert len(calls) <= 1, calls
            return next((call for call in calls if call["state"] == state), None)

        try:
            return until(find, f"a call of {caller} {state}", timeout_s)
        except AssertionError as error:
            raise AssertionError(f"{error}; there is {self.calls_of(caller)}") from None

    def ended(self, caller: str, timeout_s: float = 20.0) -> Document:
        return self.call_in("ended", caller, timeout_s)

    def until_balanced(self, **period: str) -> Document:
        """The accounting, once it agrees: the journal is read a moment after the last telephone has hung up."""

        def balanced() -> Document | None:
            accounting: Document = self.admin.get("/accounting", **period)
            return accounting if accounting["balanced"] else None

        try:
            return until(balanced, "an accounting that agrees")
        except AssertionError as error:
            raise AssertionError(f"{error}; it is {self.admin.get('/accounting', **period)}") from None
