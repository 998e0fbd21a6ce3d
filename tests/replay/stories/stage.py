"""Where a story is played: a real Asterisk, with agents, citizens and lines outside."""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, TypeVar

from hotline.asterisk.ami import actions
from hotline.asterisk.ami.messages import ActionFields, AmiEvent
from hotline.domain.facts.channel import CALLBACK_LETTER, placed_id
from hotline.names.contexts import Context
from hotline.names.variables import Variable
from hotline.settings.directory import DirectoryEntry
from ops.phones.agent import ANSWERS, AgentPhones, Behaviour, PhoneCall, Phones
from ops.phones.citizen import Citizens, Dialling, Fate
from ops.phones.ports import Ports
from ops.phones.sipp import Place
from tests.parts.asterisk import Asterisk
from tests.parts.sip.keyphone import KeyPhone
from tests.parts.wait import until

CONFIG = """
[[trunks]]
name = "carrier"
match = ["127.0.0.2/32"]
contact = "sip:127.0.0.2:5070"

[[trunks]]
name = "desk110"
match = ["127.0.0.3/32"]
contact = "sip:127.0.0.3:5070"
origin = "110"

[[queues]]
name = "hotline"
numbers = ["12345"]
greeting = ""
ring_s = 2
wrapup_s = 0

[[queues]]
name = "greeted"
numbers = ["12319"]
wrapup_s = 0

[[queues]]
name = "tiny"
numbers = ["12320"]
greeting = ""
max_waiting = 1

[[queues]]
name = "hasty"
numbers = ["12358"]
greeting = ""
max_wait_s = 2

[[queues]]
name = "inorder"
numbers = ["12333"]
strategy = "linear"
greeting = ""
ring_s = 2

[[queues]]
name = "expert"
numbers = ["12329"]
greeting = ""
overflow_to = "hotline"
overflow_after_s = 1
"""
FAR_END = 5070
CALLER = "13800000001"
NEXT_CALLER = "13800000002"
SECRET = "invented"
EXTENSIONS = [str(number) for number in range(1001, 1060)]
WATER = DirectoryEntry(key="water", name="水务热线", numbers=["96300"], code="11")
_placed = count(1)
Answer = TypeVar("Answer")


class Stage:
    """Where one story is played: agents come with phones of their own and leave their queues when it is over."""

    def __init__(self, asterisk: Asterisk, ports: Ports, extensions: list[str], ask: Callable[[ActionFields], Any]):
        self.asterisk = asterisk
        self.events: list[AmiEvent] = []
        self._ask = ask
        self._ports = ports
        self._extensions = extensions
        self._members: list[tuple[str, str]] = []
        self._sip = ("127.0.0.1", asterisk.settings.sip_port)
        self._stack = ExitStack()

    def place(self, address: str) -> Place:
        return Place(address=address, ports=self._ports, folder=self.asterisk.settings.state_dir.parent / "phones")

    def agent(self, behaviour: Behaviour = ANSWERS, queue: str = "hotline") -> "Agent":
        """An agent with a registered phone, member of the queue."""
        extension = self._extensions.pop(0)
        phone = AgentPhones(self.place("127.0.0.1"), self._sip, {extension: SECRET}, behaviour)
        self._stack.callback(phone.stop)
        self._sign_in(extension, queue)
        return Agent(extension, phone)

    def agent_with_keys(self) -> KeyPhone:
        """The telephone of an agent of the first queue."""
        extension = self._extensions.pop(0)
        phone = self._stack.enter_context(KeyPhone(extension, SECRET, self._sip))
        self._sign_in(extension, "hotline")
        return phone

    def _sign_in(self, extension: str, queue: str) -> None:
        self._ask(actions.queue_add(queue, extension, f"agent{extension}", paused=False, reason=""))
        self._members.append((queue, extension))
        until(lambda: self._is_free(extension), f"{extension} not in use")

    def _is_free(self, extension: str) -> bool:
        """Asterisk takes a moment to find out that a phone is there; until then a queue with it alone is empty."""
        seen = [event.headers for event in self.events if event.headers.get("Interface") == f"PJSIP/{extension}"]
        return bool(seen) and seen[-1]["Status"] == "1"

    def pause(self, agent: "Agent") -> None:
        self._ask(actions.queue_pause(agent.extension, paused=True, reason="tea"))

    def citizen(self, *, caller: str = CALLER, dials: str = "12345", at: str = "127.0.0.2", **fate: float) -> Citizens:
        how = Fate(waits_s=fate.get("waits_s", 60), stays_s=fate.get("stays_s"))
        citizens = Citizens(self.place(at), self._sip, [Dialling(caller=caller, dials=dials, fate=how)])
        self._stack.callback(citizens.stop)
        return citizens

    def far_end(self, behaviour: Behaviour = ANSWERS) -> Phones:
        """The telephone behind the trunk, whatever number is dialled."""
        phones = Phones(self.place("127.0.0.2"), behaviour, port=FAR_END)
        self._stack.callback(phones.stop)
        return phones

    def dials(self, agent: "Agent", number: str) -> Citizens:
        """The agent dials on the phone itself."""
        dialling = Dialling(caller=agent.extension, dials=number)
        dialled = Citizens(self.place("127.0.0.1"), self._sip, [dialling], secret=SECRET)
        self._stack.callback(dialled.stop)
        return dialled

    def place_call(self, agent: "Agent") -> str:
        """As the callback role does it."""
        call = placed_id("node1", CALLBACK_LETTER, datetime.now(UTC), next(_placed))
        until = datetime.now(UTC) + timedelta(seconds=30)
        self._ask(actions.place_call(call=call, extension=agent.extension, number=CALLER, until=until))
        return call

    def transfer(self, agent: "Agent", mode: str, numbers: str) -> None:
        """As agent_api does it, for the citizen who arrived last."""
        born = [event.headers for event in self.events if event.name == "Newchannel"]
        citizen = next(one["Uniqueid"] for one in born if one["Context"].startswith("from-trunk"))
        telephone = next(one["Uniqueid"] for one in born if one["Channel"].startswith(f"PJSIP/{agent.extension}-"))
        given = {"T_ID": "1a2b", "T_CALL": citizen, "T_CITIZEN": citizen, "T_AGENT": telephone, "T_MODE": mode}
        given |= {"T_EXT": agent.extension, "T_QUEUE": "hotline", "T_NUMBERS": numbers, "T_RING": "2", "T_CALLER": ""}
        for channel in (citizen, telephone):
            self._ask(actions.set_variables(channel, {Variable[name]: value for name, value in given.items()}))
        if mode == "blind":
            self._ask(actions.blind_transfer(telephone, Context.BLIND))
        else:
            context = {"consult": Context.CONSULT, "three_way": Context.THREE_WAY}[mode]
            self._ask(actions.redirect_both(telephone, context, citizen, Context.ASIDE))

    def until_step(self, step: str) -> None:
        """A mark of the transfer."""
        self.until_mark(f"t.1a2b.{step}")

    def until_mark(self, mark: str, count: int = 1) -> None:
        until(lambda: sum(event.headers.get("Mark") == mark for event in self.events) >= count, f"mark {mark}")

    def until_event(self, name: str, count: int = 1) -> None:
        until(lambda: sum(event.name == name for event in self.events) >= count, name)

    def until_quiet(self) -> None:
        """Each channel that was born has died, for both witnesses."""

        def born_and_dead() -> bool:
            born = {event.headers["Uniqueid"] for event in self.events if event.name == "Newchannel"}
            dead = {event.headers["Uniqueid"] for event in self.events if event.name == "Hangup"}
            return bool(born) and born == dead and not self.asterisk.channels

        until(born_and_dead, "the end of all channels", 30)

    def close(self) -> None:
        self._stack.close()
        for queue, extension in self._members:
            self._ask(actions.queue_remove(queue, extension))


class Agent:
    """One agent of a story."""

    def __init__(self, extension: str, phone: AgentPhones) -> None:
        self.extension = extension
        self.phone = phone

    def until_ringing(self) -> PhoneCall:
        return until(lambda: next((call for call in self.phone.calls if call.is_ringing), None), "a ringing phone")

    def until_talking(self) -> PhoneCall:
        return until(lambda: next((call for call in self.phone.calls if call.is_talking), None), "a talk")


Story = Callable[[Stage], None]
