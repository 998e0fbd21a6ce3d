"""Citizens who call the hotline.

One SIPp process makes all calls of a group at the group's rate; each call has its own fate.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from ops.phones.scenario import literal, milliseconds, render
from ops.phones.sipp import Place, Sipp, SippError

_AT_ONCE = 1000  # calls a second


@dataclass(frozen=True, kw_only=True)
class Fate:
    """How a citizen's call ends if nobody else ends it: how long they wait for an answer, and then stay on the line.

    The hotline answers the line before the greeting, so `stays_s` covers greeting, queue and talk. None means for ever.
    """

    waits_s: float | None = 60
    stays_s: float | None = None

    @property
    def waits_ms(self) -> int | None:
        return milliseconds(self.waits_s)

    @property
    def stays_ms(self) -> int | None:
        return milliseconds(self.stays_s)


@dataclass(frozen=True, kw_only=True)
class Dialling:
    """One call to make: the caller's digits, the number dialled, and its fate."""

    caller: str
    dials: str = "12345"
    fate: Fate = field(default_factory=Fate)


@dataclass(kw_only=True)
class CitizenCall:
    """What the citizen's telephone has seen of one call (Unix times)."""

    caller: str
    call_id: str = ""
    code: int | None = None  # the final response to the INVITE: 200, or a refusal
    called_at_s: float | None = None
    ringing_at_s: float | None = None
    answered_at_s: float | None = None
    hung_up_at_s: float | None = None  # when the citizen sent BYE or CANCEL; the hotline may not have received it yet
    ended_at_s: float | None = None
    ended_by: str = ""  # "citizen" or "hotline"

    @property
    def is_on_the_line(self) -> bool:
        return not (self.ended_by or self.ended_at_s or (self.code or 0) > 200)

    @property
    def stayed_s(self) -> float | None:
        """From the answer until either side hung up; None before the end of the call, or if it was not answered."""
        left_at_s = self.hung_up_at_s or self.ended_at_s
        return left_at_s - self.answered_at_s if left_at_s and self.answered_at_s else None


class Citizens:
    """A group of calls. `from_header` replaces the caller's whole From address, with bytes of any kind.

    With a `secret` the callers are agents: each dials on a softphone with that secret, and `caller` is its extension.
    If `ear` is given, their RTP goes to that port of theirs, where another process listens and speaks.
    """

    def __init__(
        self,
        place: Place,
        hotline: tuple[str, int],
        diallings: Sequence[Dialling],
        *,
        rate: float = _AT_ONCE,
        from_header: bytes | None = None,
        speech: str = "",
        secret: str = "",
        ear: int | None = None,
    ) -> None:
        fates = list(dict.fromkeys(dialling.fate for dialling in diallings))
        self._calls = [CitizenCall(caller=dialling.caller) for dialling in diallings]
        lines = [
            f"{n};{fates.index(d.fate)};{d.dials};{d.caller};[authentication username={d.caller} password={secret}]"
            for n, d in enumerate(diallings)
        ]
        scenario = render(
            "citizen.xml.j2",
            fates=fates,
            from_header=literal(from_header) if from_header is not None else "<sip:[field3]@[local_ip]:[local_port]>",
            speech=speech,
            secret=secret,
            media_port="rtpstream_audio_port" if speech else "media_port" if ear is None else ear,
        )
        # SIPp takes a whole number of calls per period: a slow rate is one call in a longer period
        per_period, period_ms = (round(rate), 1000) if rate >= 1 else (1, round(1000 / rate))
        options = (
            *(f"{hotline[0]}:{hotline[1]}", "-m", str(len(lines)), "-l", str(len(lines))),
            *("-r", str(per_period), "-rp", str(period_ms)),
        )
        table = "SEQUENTIAL\n" + "".join(f"{line}\n" for line in lines)
        self.sipp = Sipp(place, scenario, "citizens", options=options, table=table)

    @property
    def calls(self) -> list[CitizenCall]:
        """All calls in the order of the diallings, each with what its telephone has seen so far."""
        for note in self.sipp.new_notes():
            _apply(self._calls[int(note.key)], note.what, note.rest[0], note.at_s)
        return self._calls

    @property
    def call(self) -> CitizenCall:
        """The only call of a group of one."""
        (call,) = self.calls
        return call

    @property
    def have_ended(self) -> bool:
        return not self.sipp.is_running

    def hang_up(self, index: int = 0) -> None:
        """Make the citizen of that call hang up now, in whatever state the call is."""
        call = self.calls[index]
        if not call.call_id:
            raise SippError("this citizen has not called yet")
        self._hang_up(index)

    def hang_up_all(self) -> None:
        """Make all citizens of the group hang up, so that no silent channels stay behind in the hotline."""
        for index, call in enumerate(self.calls):
            if call.call_id and call.is_on_the_line:
                self._hang_up(index)

    def _hang_up(self, index: int) -> None:
        self.sipp.nudge("XHANGUP", self._calls[index].call_id, lambda: not self.calls[index].is_on_the_line)

    def wait(self, timeout_s: float) -> list[CitizenCall]:
        """Wait until all calls have ended."""
        self.sipp.wait(timeout_s)
        return self.calls

    def stop(self) -> None:
        self.sipp.stop()


def _apply(call: CitizenCall, what: str, detail: str, at_s: float) -> None:
    match what:
        case "called":
            call.called_at_s, call.call_id = at_s, detail
        case "ringing":
            call.ringing_at_s = call.ringing_at_s or at_s
        case "answered":
            call.answered_at_s, call.code = at_s, int(detail)
        case "refused":
            call.code = int(detail)
        case "gave_up" | "hung_up":
            call.ended_by, call.hung_up_at_s = "citizen", at_s
        case "far_end":
            call.ended_by = call.ended_by or "hotline"
        case "ended":
            call.ended_at_s = at_s
