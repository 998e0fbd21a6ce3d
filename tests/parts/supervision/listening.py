"""A citizen, an agent, a supervisor and an outside line, and who of them hears whom."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import count

from tests.parts.api import Api, Document
from tests.parts.hotline import Hotline
from tests.parts.lines import SMALL
from tests.parts.people import PASSWORD, SIP_SECRET
from tests.parts.recording import voices_s
from tests.parts.sip.voice import Loop, Voice
from tests.parts.wait import until

CONFIG = (
    SMALL
    + """
[[directory]]
key = "water"
name = "水务热线"
numbers = ["96300"]

[callback]
min_idle_s = "1d"
hours = ["00:00-24:00"]
"""
)
CITIZEN, AGENT, SUPERVISOR, LINE = 450, 700, 1150, 1850  # the pitch of their voices
PITCHES = {"c": CITIZEN, "a": AGENT, "s": SUPERVISOR, "t": LINE}
NAMES = {pitch: name for name, pitch in PITCHES.items()}
SOON_S = 3.0
_numbers = count(1)
_extensions = count(4001)


class Person:
    """A user with a telephone."""

    def __init__(self, hotline: Hotline, loop: Loop, role: str, pitch: int, *, queues: list[str]) -> None:
        self.extension = str(next(_extensions))
        self.username = f"{role}{self.extension}"
        who = {"username": self.username, "password": PASSWORD, "name": f"名{self.extension}", "role": role}
        phone = {"extension": self.extension, "sip_secret": SIP_SECRET, "queues": queues}
        hotline.admin.post("/agents", who | phone)
        self.api: Api = hotline.api.login(self.username, PASSWORD)
        self.voice = Voice(loop, self.extension, hotline.sip, pitch)

    def plug_in(self) -> None:
        self.voice.open("127.0.0.1", secret=SIP_SECRET)

    def say(self, state: str) -> None:
        self.api.put("/agents/me/state", {"state": state, "reason": "" if state == "ready" else "tea"})

    def until_state(self, state: str) -> None:
        until(lambda: self.api.get("/agents/me")["state"] == state, f"{self.username} {state}")


class Listening:
    """One hotline with one agent who is ready and one supervisor; each story has a citizen of its own."""

    def __init__(self, hotline: Hotline, line_port: int) -> None:
        self.hotline, self.admin = hotline, hotline.admin
        self.loop = Loop()
        self.agent = Person(hotline, self.loop, "agent", AGENT, queues=["hotline"])
        self.boss = Person(hotline, self.loop, "supervisor", SUPERVISOR, queues=[])
        self.colleague = Person(hotline, self.loop, "supervisor", SUPERVISOR, queues=[])
        self.line = Voice(self.loop, "96300", hotline.sip, LINE).open("127.0.0.2", line_port)
        for person in (self.agent, self.boss, self.colleague):
            person.plug_in()
        self.agent.say("ready")
        self.agent.until_state("ready")
        for person in (self.boss, self.colleague):
            self.until_phone(person, there=True)

    def close(self) -> None:
        self.agent.say("offline")
        for voice in (self.agent.voice, self.boss.voice, self.colleague.voice, self.line):
            voice.close()
        self.loop.close()

    def until_phone(self, person: Person, *, there: bool) -> None:
        """Until the hotline knows that the telephone is registered, or is not."""
        until(
            lambda: (self.admin.get(f"/agents/{person.username}")["phone"] is None) is there,
            f"{person.username} {there}",
        )

    @contextmanager
    def talk(self) -> Iterator["Talk"]:
        """A citizen who has called and talks to the agent."""
        citizen = Voice(self.loop, f"1370000{next(_numbers):04d}", self.hotline.sip, CITIZEN).open("127.0.0.2")
        try:
            citizen.call("12345")
            self.agent.voice.until_talking()
            call = until(lambda: self.admin.all("/calls", caller=citizen.user, state="talking"), "a call that talks")
            yield Talk(self, citizen, str(call[0]["id"]))
        finally:
            self.clear(citizen)

    @contextmanager
    def rung_back(self) -> Iterator["Talk"]:
        """A call that the agent has placed; the citizen is at the other end of the carrier's line."""
        self.agent.say("paused")
        try:
            call = self.agent.api.post("/calls", {"number": "13911112222", "ticket": None})["id"]
            self.line.until_talking()
            until(lambda: self.admin.all("/calls", state="talking"), "a call that talks")
            yield Talk(self, self.line, str(call))
        finally:
            self.clear(self.line)
            self.agent.say("ready")
            self.agent.until_state("ready")

    def clear(self, citizen: Voice) -> None:
        """Everybody hangs up, whatever the story has left."""
        for voice in (citizen, self.line, self.agent.voice, self.boss.voice):
            voice.hang_up()
            voice.answers = True
        self.line.phone.dialogs.clear()
        if citizen is not self.line:
            citizen.close()
        asterisk = self.hotline.asterisk
        until(lambda: not asterisk.channels, "no channel left")
        for voice in (self.agent.voice, self.boss.voice):
            voice.phone.dialogs.clear()
        self.agent.say("ready")
        self.agent.until_state("ready")


class Talk:
    """A call that can be supervised."""

    def __init__(self, at: Listening, citizen: Voice, call: str) -> None:
        self.at, self.citizen, self.call = at, citizen, call
        self.supervision = ""
        voices = {"c": citizen, "a": at.agent.voice, "s": at.boss.voice}
        self.voices: Mapping[str, Voice] = voices if citizen is at.line else voices | {"t": at.line}

    @property
    def boss(self) -> Api:
        return self.at.boss.api

    def supervise(self, mode: str) -> Document:
        """The supervisor's telephone rings, and is answered."""
        begun = self.begin(mode)
        self.at.boss.voice.until_talking()
        return self.until("joined") | {"began": begun}

    def begin(self, mode: str) -> Document:
        begun: Document = self.boss.post(f"/calls/{self.call}/supervisions", {"mode": mode})
        self.supervision = str(begun["id"])
        return begun

    def now(self) -> Document:
        found: Document = self.boss.get(f"/supervisions/{self.supervision}")
        return found

    def until(self, state: str) -> Document:
        return until(lambda: ((now := self.now())["state"] == state and now) or None, f"a supervision that is {state}")

    def change(self, mode: str) -> Document:
        changed: Document = self.boss.patch(f"/supervisions/{self.supervision}", {"mode": mode})
        return changed

    def transfer(self, mode: str) -> str:
        """To the water company, until it talks."""
        body = {"target": "water", "mode": mode}
        begun = self.at.agent.api.post(f"/calls/{self.call}/transfers", body)["id"]
        self.at.line.until_talking()
        until(lambda: self.at.admin.get(f"/transfers/{begun}")["state"] in ("talking", "completed"), "a transfer")
        return str(begun)

    def proves(self, **hears: str) -> None:
        """Each of these hears exactly those, by their letters: citizen, agent, supervisor, the outside t(arget)."""
        wanted = {name: set(whom) for name, whom in hears.items()}

        def all_hear() -> bool:
            return self.heard(wanted) == wanted

        try:
            until(all_hear, "who hears whom", SOON_S)
        except AssertionError as error:
            raise AssertionError(f"{error}: {self.heard(wanted)} and not {wanted}") from None

    def heard(self, names: Mapping[str, object]) -> dict[str, set[str]]:
        among = [voice.pitch for voice in self.voices.values()]
        known = {voice.pitch: name for name, voice in self.voices.items()}
        return {name: {known[pitch] for pitch in self.voices[name].hears(among)} for name in names}

    def recorded(self, call: Document) -> set[str]:
        """Whose voices are in the recording of a call that has ended, for half a second or more."""
        file = self.at.hotline.settings.paths.recordings / call["recording"]
        heard = voices_s(file, [voice.pitch for voice in self.voices.values()])
        return {name for name, voice in self.voices.items() if heard[voice.pitch] > 0.5}

    def call_now(self) -> Document:
        found: Document = self.at.admin.get(f"/calls/{self.call}")
        return found

    def prove_over(self) -> Document:
        """Everybody has hung up; one call, one ticket; the supervision has ended."""
        ended: Document = until(lambda: (now := self.call_now())["state"] == "ended" and now, "an end") or {}
        asterisk = self.at.hotline.asterisk
        until(lambda: not asterisk.channels, "no channel left", 2.0)
        until(lambda: all(voice.idle for voice in self.voices.values()), "all telephones are down")
        if self.supervision:
            self.until("ended")
        return ended
