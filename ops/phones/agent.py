"""Telephones that receive calls: agents' softphones, and the far end of a trunk.

One SIPp process serves any number of telephones on one port, each with its own behaviour. They answer OPTIONS, so that
their contacts count as reachable; stopping the process is like closing all of the softphones.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from ops.phones.registration import register, socket_of
from ops.phones.scenario import milliseconds, render
from ops.phones.sipp import Place, Sipp, SippError


@dataclass(frozen=True, kw_only=True)
class Behaviour:
    """What a telephone does when it rings.

    It answers (or refuses with the SIP status `refuses`) after `after_s` and hangs up after `talks_s`; None means never
    by itself. `announces`: it sends early media (183) before the answer. `moves_to`: the Contact of a 302 refusal.
    """

    after_s: float | None = 0.1
    refuses: int | None = None
    talks_s: float | None = None
    announces: bool = False
    moves_to: str = ""

    @property
    def after_ms(self) -> int | None:
        return milliseconds(self.after_s)

    @property
    def talks_ms(self) -> int | None:
        return milliseconds(self.talks_s)


ANSWERS = Behaviour()
NEVER_PICKS_UP = Behaviour(after_s=None)
REJECTS = Behaviour(after_s=0.05, refuses=486)


class Nudge(Enum):
    """What a telephone can be told to do with one call, and the SIP method that says so (see `sipp`)."""

    ANSWER = "XANSWER"
    REFUSE = "XREFUSE"
    HANG_UP = "XHANGUP"
    HOLD = "XHOLD"
    UNHOLD = "XUNHOLD"


@dataclass(kw_only=True)
class PhoneCall:
    """What a called telephone has seen of one call (Unix times)."""

    call_id: str
    called: str  # the extension or number rung
    caller: str  # the number on the display
    identity: str  # the caller's number in P-Asserted-Identity, "" without one
    rang_at_s: float
    answered_at_s: float | None = None  # it has picked up
    talking_at_s: float | None = None  # the ACK has come
    ended_at_s: float | None = None
    ended_by: str = ""  # "phone" or "far end"
    refused: int | None = None
    cancelled: bool = False
    holds: int = 0
    unholds: int = 0

    @property
    def is_ringing(self) -> bool:
        return self.answered_at_s is None and self.refused is None and not self.cancelled

    @property
    def is_talking(self) -> bool:
        return self.talking_at_s is not None and self.ended_at_s is None and not self.ended_by

    @property
    def is_over(self) -> bool:
        return bool(self.ended_by or self.ended_at_s or self.refused or self.cancelled)

    def nudged(self, what: Nudge) -> object:
        """The value that changes once the telephone has obeyed that nudge."""
        match what:
            case Nudge.ANSWER:
                return self.answered_at_s
            case Nudge.HOLD:
                return self.holds
            case Nudge.UNHOLD:
                return self.unholds
            case Nudge.REFUSE | Nudge.HANG_UP:
                return self.is_over


class Phones:
    """Telephones behind one address and port. `behaviours` is by the number called, `otherwise` for all others;
    `speech` is a file of raw A-law that they repeat while they talk.
    """

    def __init__(
        self,
        place: Place,
        otherwise: Behaviour = ANSWERS,
        behaviours: Mapping[str, Behaviour] | None = None,
        *,
        port: int | None = None,
        echoes: bool = False,
        speech: str = "",
    ) -> None:
        self._place = place
        self._calls: dict[str, PhoneCall] = {}
        by_number = behaviours or {}
        # SIPp reads at most 64 kB of scenario, so each behaviour occurs once
        ways = list(dict.fromkeys(by_number.values()))
        named = [[number for number, way in by_number.items() if way == one] for one in ways]
        # the default behaviour comes first, because it follows directly after the dispatch
        scenario = render("phone.xml.j2", behaviours=[otherwise, *ways], named=[[], *named], speech=speech)
        self.sipp = Sipp(place, scenario, "phones", port=port, options=("-rtp_echo",) if echoes else ())

    @property
    def calls(self) -> list[PhoneCall]:
        """Every call that these telephones have received, oldest first."""
        for note in self.sipp.new_notes():
            if note.what == "invited":
                call_id, called, *numbers = note.rest
                identity, _, caller = " ".join(numbers).partition("|")
                self._calls[note.key] = PhoneCall(
                    call_id=call_id, called=called, caller=caller.strip(), identity=identity, rang_at_s=note.at_s
                )
            else:
                _apply(self._calls[note.key], note.what, note.rest[0], note.at_s)
        return list(self._calls.values())

    def calls_from(self, caller: str) -> list[PhoneCall]:
        return [call for call in self.calls if call.caller == caller]

    def nudge(self, call: PhoneCall, what: Nudge) -> None:
        before = call.nudged(what)
        self.sipp.nudge(what.value, call.call_id, lambda: self.calls and (call.is_over or call.nudged(what) != before))

    def hang_up(self, call: PhoneCall) -> None:
        self.nudge(call, Nudge.HANG_UP)

    def answer(self, call: PhoneCall) -> None:
        self.nudge(call, Nudge.ANSWER)

    def stop(self) -> None:
        """Kill the process; the telephones neither hang up nor unregister."""
        self.sipp.stop()


class AgentPhones(Phones):
    """Softphones that register themselves: `secrets` holds the SIP secret of each extension."""

    def __init__(
        self,
        place: Place,
        registrar: tuple[str, int],
        secrets: Mapping[str, str],
        otherwise: Behaviour = ANSWERS,
        behaviours: Mapping[str, Behaviour] | None = None,
        *,
        echoes: bool = False,
        speech: str = "",
    ) -> None:
        super().__init__(place, otherwise, behaviours, echoes=echoes, speech=speech)
        self._registrar = registrar
        self._secrets = secrets
        try:
            self.register()
        except BaseException:
            self.stop()
            raise

    def register(self) -> None:
        """Register the softphones; raises SippError naming the extensions that were refused."""
        self._register(expires_s=3600)

    def unregister(self) -> None:
        """Unregister them, as a softphone does when it is closed properly."""
        self._register(expires_s=0)

    def _register(self, expires_s: int) -> None:
        with socket_of(self.sipp.pid, self.sipp.address, self.sipp.port) as phone:
            answers = register(phone, self._registrar, self._secrets, expires_s)
        refused = [f"{extension} {code}" for extension, code in answers.items() if code != 200]
        if refused:
            raise SippError(f"not registered: {', '.join(refused)}")


def _apply(call: PhoneCall, what: str, detail: str, at_s: float) -> None:
    match what:
        case "answered":
            call.answered_at_s = at_s
        case "talking":
            call.talking_at_s = at_s
        case "refused":
            call.refused = int(detail)
        case "cancelled":
            call.cancelled, call.ended_at_s = True, at_s
        case "hung_up":
            call.ended_by = "phone"
        case "far_end":
            call.ended_by = call.ended_by or "far end"
        case "hold":
            call.holds += 1
        case "unhold":
            call.unholds += 1
        case "ended":
            call.ended_at_s = at_s
