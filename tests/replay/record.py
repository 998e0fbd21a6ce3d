"""`python -m tests.replay.record [NAME…]`: lives each story against a real Asterisk and saves what the witnesses said.

For each story streams/NAME.ami.jsonl has AMI's events and streams/NAME.cel.csv the journal's lines, with all numbers
invented. Run it again when the dialplan or the version of Asterisk changes, and read the difference. Roles of ours do
not run: what a story needs of them (who is in which queue) it does itself, with the same actions.
"""

import asyncio
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Coroutine
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

from asterisk_conf.agents import AgentLine
from asterisk_conf.secrets import load_secrets
from asterisk_conf.write import apply_agents, apply_directory
from hotline.asterisk.ami import actions
from hotline.asterisk.ami.connection import AmiConnection
from hotline.asterisk.ami.messages import ActionFields, AmiEvent, AmiLost, Connected
from hotline.domain.agents.phone import sip_ha1
from hotline.domain.facts.channel import CALLBACK_LETTER, placed_id
from hotline.names.contexts import Context
from hotline.names.variables import Variable
from hotline.settings.directory import DirectoryEntry
from hotline.settings.environment import load_settings
from ops.phones.agent import ANSWERS, NEVER_PICKS_UP, REJECTS, AgentPhones, Behaviour, Nudge, PhoneCall, Phones
from ops.phones.citizen import Citizens, Dialling, Fate
from ops.phones.ports import Ports
from ops.phones.sipp import Place
from tests.parts.ami.streams import recording, save
from tests.parts.asterisk import Asterisk, environment, private_asterisk, run_module
from tests.parts.sip.keyphone import KeyPhone
from tests.parts.sip.silence import silent_server
from tests.parts.wait import until

STREAMS = Path(__file__).with_name("streams")

_CONFIG = """
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
_FAR_END = 5070
_CALLER = "13800000001"
_NEXT_CALLER = "13800000002"
_SECRET = "invented"
_EXTENSIONS = [str(number) for number in range(1001, 1060)]
_WATER = DirectoryEntry(key="water", name="水务热线", numbers=["96300"], code="11")

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
        phone = AgentPhones(self.place("127.0.0.1"), self._sip, {extension: _SECRET}, behaviour)
        self._stack.callback(phone.stop)
        self._sign_in(extension, queue)
        return Agent(extension, phone)

    def agent_with_keys(self) -> KeyPhone:
        """The telephone of an agent of the first queue."""
        extension = self._extensions.pop(0)
        phone = self._stack.enter_context(KeyPhone(extension, _SECRET, self._sip))
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

    def citizen(self, *, caller: str = _CALLER, dials: str = "12345", at: str = "127.0.0.2", **fate: float) -> Citizens:
        how = Fate(waits_s=fate.get("waits_s", 60), stays_s=fate.get("stays_s"))
        citizens = Citizens(self.place(at), self._sip, [Dialling(caller=caller, dials=dials, fate=how)])
        self._stack.callback(citizens.stop)
        return citizens

    def far_end(self, behaviour: Behaviour = ANSWERS) -> Phones:
        """The telephone behind the trunk, whatever number is dialled."""
        phones = Phones(self.place("127.0.0.2"), behaviour, port=_FAR_END)
        self._stack.callback(phones.stop)
        return phones

    def dials(self, agent: "Agent", number: str) -> Citizens:
        """The agent dials on the phone itself."""
        dialling = Dialling(caller=agent.extension, dials=number)
        dialled = Citizens(self.place("127.0.0.1"), self._sip, [dialling], secret=_SECRET)
        self._stack.callback(dialled.stop)
        return dialled

    def place_call(self, agent: "Agent") -> str:
        """As the callback role does it."""
        call = placed_id("node1", CALLBACK_LETTER, datetime.now(UTC), next(_placed))
        until = datetime.now(UTC) + timedelta(seconds=30)
        self._ask(actions.place_call(call=call, extension=agent.extension, number=_CALLER, until=until))
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


def answered_and_the_citizen_hangs_up(stage: Stage) -> None:
    agent = stage.agent()
    citizen = stage.citizen()
    agent.until_talking()
    citizen.hang_up()


def answered_and_the_agent_hangs_up(stage: Stage) -> None:
    agent = stage.agent(Behaviour(talks_s=0.5))
    stage.citizen()
    agent.until_talking()


def hung_up_in_the_greeting(stage: Stage) -> None:
    stage.agent(queue="greeted")
    stage.citizen(dials="12319", stays_s=0.6)


def hung_up_before_the_line_was_answered(stage: Stage) -> None:
    with silent_server(stage.asterisk.settings.agi_port):
        stage.citizen(waits_s=0.5).wait(10)


def hung_up_in_the_queue(stage: Stage) -> None:
    agent = stage.agent()
    first = stage.citizen()
    agent.until_talking()
    second = stage.citizen(caller=_NEXT_CALLER)
    stage.until_mark("queue", 2)
    second.hang_up()
    second.wait(5)
    first.hang_up()


def hung_up_while_a_phone_rang(stage: Stage) -> None:
    agent = stage.agent(NEVER_PICKS_UP)
    citizen = stage.citizen()
    agent.until_ringing()
    citizen.hang_up()


def turned_away_because_the_queue_was_full(stage: Stage) -> None:
    agent = stage.agent(NEVER_PICKS_UP, queue="tiny")
    first = stage.citizen(dials="12320")
    agent.until_ringing()
    stage.citizen(caller=_NEXT_CALLER, dials="12320").wait(20)
    first.hang_up()


def turned_away_because_nobody_was_signed_in(stage: Stage) -> None:
    stage.citizen().wait(20)


def sent_home_because_the_last_agent_went_away(stage: Stage) -> None:
    agent = stage.agent(NEVER_PICKS_UP)
    stage.citizen()
    agent.until_ringing()
    stage.pause(agent)


def waited_too_long(stage: Stage) -> None:
    stage.agent(NEVER_PICKS_UP, queue="hasty")
    stage.citizen(dials="12358")


def _the_second_agent_answers(stage: Stage, first: Behaviour, *, closes: bool = False) -> None:
    absent = stage.agent(first, queue="inorder")
    agent = stage.agent(queue="inorder")
    citizen = stage.citizen(dials="12333")
    if closes:
        absent.until_ringing()
        absent.phone.stop()
    agent.until_talking()
    citizen.hang_up()


def one_agent_declines_and_the_next_answers(stage: Stage) -> None:
    _the_second_agent_answers(stage, REJECTS)


def one_agent_does_not_pick_up_and_the_next_answers(stage: Stage) -> None:
    _the_second_agent_answers(stage, NEVER_PICKS_UP)


def one_agent_loses_the_phone_while_it_rings(stage: Stage) -> None:
    _the_second_agent_answers(stage, NEVER_PICKS_UP, closes=True)


def put_on_hold_and_taken_back(stage: Stage) -> None:
    agent = stage.agent()
    citizen = stage.citizen()
    talk = agent.until_talking()
    for nudge, name in ((Nudge.HOLD, "Hold"), (Nudge.UNHOLD, "Unhold")):
        agent.phone.nudge(talk, nudge)
        stage.until_event(name)
    citizen.hang_up()


def hung_up_by_the_citizen_while_on_hold(stage: Stage) -> None:
    agent = stage.agent()
    citizen = stage.citizen()
    agent.phone.nudge(agent.until_talking(), Nudge.HOLD)
    stage.until_event("Hold")
    citizen.hang_up()


def two_calls_at_once(stage: Stage) -> None:
    agents = [stage.agent(), stage.agent()]
    citizens = [stage.citizen(), stage.citizen(caller=_NEXT_CALLER)]
    for agent in agents:
        agent.until_talking()
    for citizen in reversed(citizens):
        citizen.hang_up()


def dialled_a_number_that_nobody_knows(stage: Stage) -> None:
    agent = stage.agent()
    citizen = stage.citizen(dials="99999")
    agent.until_talking()
    citizen.hang_up()


def called_by_the_110_desk(stage: Stage) -> None:
    agent = stage.agent()
    citizen = stage.citizen(caller="110", at="127.0.0.3")
    agent.until_talking()
    citizen.hang_up()


def went_on_to_the_main_room(stage: Stage) -> None:
    expert, agent = stage.agent(NEVER_PICKS_UP, queue="expert"), stage.agent()
    citizen = stage.citizen(dials="12329")
    expert.until_ringing()
    agent.until_talking()
    citizen.hang_up()


def called_by_a_number_like_an_extension(stage: Stage) -> None:
    agent = stage.agent()
    citizen = stage.citizen(caller=agent.extension)
    agent.until_talking()
    citizen.hang_up()


def answered_while_ivr_was_frozen(stage: Stage) -> None:
    agent = stage.agent()
    with silent_server(stage.asterisk.settings.agi_port):
        citizen = stage.citizen()
        agent.until_talking()
    citizen.hang_up()


def rung_back_and_reached(stage: Stage) -> None:
    home, agent = stage.far_end(), stage.agent()
    stage.place_call(agent)
    until(lambda: any(call.is_talking for call in home.calls), "a talk at home")
    stage.until_event("BridgeEnter", 2)
    agent.phone.hang_up(agent.until_talking())


def rung_back_and_busy(stage: Stage) -> None:
    stage.far_end(REJECTS)
    stage.place_call(stage.agent())
    stage.until_mark("dialled")


def rung_back_but_the_agent_left(stage: Stage) -> None:
    home, agent = stage.far_end(NEVER_PICKS_UP), stage.agent()
    stage.place_call(agent)
    until(lambda: home.calls, "a telephone that rings at home")
    agent.phone.hang_up(agent.until_talking())


def _transferred(stage: Stage, mode: str, numbers: str = "96300", line: Behaviour = ANSWERS) -> tuple[Agent, Citizens]:
    stage.far_end(line)
    agent = stage.agent()
    citizen = stage.citizen()
    agent.until_talking()
    stage.until_event("BridgeEnter", 2)
    stage.transfer(agent, mode, numbers)
    return agent, citizen


def dialled_on_the_phone(stage: Stage) -> None:
    line = stage.far_end()
    stage.dials(stage.agent(), _CALLER)
    call = until(lambda: next((call for call in line.calls if call.is_talking), None), "a talk")
    stage.until_event("BridgeEnter", 2)
    line.hang_up(call)


def dialled_on_the_phone_and_busy(stage: Stage) -> None:
    stage.far_end(REJECTS)
    stage.dials(stage.agent(), _CALLER).wait(10)


def transferred_blind(stage: Stage) -> None:
    _, citizen = _transferred(stage, "blind")
    stage.until_event("BridgeEnter", 4)
    citizen.hang_up()


def transferred_blind_in_vain_and_back(stage: Stage) -> None:
    _, citizen = _transferred(stage, "blind", "96300-96301", REJECTS)
    stage.until_event("BridgeEnter", 4)
    citizen.hang_up()


def consulted_and_completed(stage: Stage) -> None:
    agent, citizen = _transferred(stage, "consult")
    stage.until_event("BridgeEnter", 4)
    agent.phone.hang_up(agent.until_talking())
    stage.until_step("completed")
    stage.until_event("BridgeEnter", 6)
    citizen.hang_up()


def talked_of_by_three(stage: Stage) -> None:
    agent, citizen = _transferred(stage, "three_way")
    stage.until_step("met")
    agent.phone.hang_up(agent.until_talking())
    stage.until_step("agent_left")
    citizen.hang_up()


def taken_back_and_sent_on_by_the_keys_of_the_telephone(stage: Stage) -> None:
    stage.far_end()
    phone = stage.agent_with_keys()
    citizen = stage.citizen()
    phone.until_talking()
    stage.until_event("BridgeEnter", 2)
    phone.press("*211")
    stage.until_event("BridgeEnter", 4)
    phone.press("*0")
    stage.until_event("BridgeEnter", 6)
    phone.press("*111")
    stage.until_event("BridgeEnter", 8)
    citizen.hang_up()


def asterisk_was_killed_in_a_talk(stage: Stage) -> None:
    agent = stage.agent()
    stage.citizen()
    agent.until_talking()
    stage.until_event("BridgeEnter", 2)
    os.kill(stage.asterisk.pid, signal.SIGKILL)


STORIES: tuple[Story, ...] = (
    answered_and_the_citizen_hangs_up,
    answered_and_the_agent_hangs_up,
    hung_up_in_the_greeting,
    hung_up_before_the_line_was_answered,
    hung_up_in_the_queue,
    hung_up_while_a_phone_rang,
    turned_away_because_the_queue_was_full,
    turned_away_because_nobody_was_signed_in,
    sent_home_because_the_last_agent_went_away,
    waited_too_long,
    one_agent_declines_and_the_next_answers,
    one_agent_does_not_pick_up_and_the_next_answers,
    one_agent_loses_the_phone_while_it_rings,
    put_on_hold_and_taken_back,
    hung_up_by_the_citizen_while_on_hold,
    two_calls_at_once,
    dialled_a_number_that_nobody_knows,
    called_by_the_110_desk,
    went_on_to_the_main_room,
    called_by_a_number_like_an_extension,
    answered_while_ivr_was_frozen,
    rung_back_and_reached,
    rung_back_and_busy,
    rung_back_but_the_agent_left,
    dialled_on_the_phone,
    dialled_on_the_phone_and_busy,
    transferred_blind,
    transferred_blind_in_vain_and_back,
    consulted_and_completed,
    talked_of_by_three,
    taken_back_and_sent_on_by_the_keys_of_the_telephone,
    asterisk_was_killed_in_a_talk,  # the last, for there is no Asterisk after it
)


async def record(asterisk: Asterisk, ports: Ports, stories: list[Story]) -> None:
    """Play the stories one after the other and save each under its name."""
    settings = asterisk.settings
    secret = load_secrets(settings.paths.secrets)["cti"]
    connection = AmiConnection(host="127.0.0.1", port=settings.ami_port, username="cti", secret=secret, events=True)
    running = asyncio.create_task(connection.run())
    loop = asyncio.get_running_loop()
    extensions = list(_EXTENSIONS)

    def ask(action: ActionFields) -> Any:
        try:
            return _wait(connection.send(action), loop)
        except AmiLost:  # a story has killed Asterisk
            return None

    assert isinstance(await connection.inbox.get(), Connected)
    for story in stories:
        print(story.__name__, flush=True)
        stage = Stage(asterisk, ports, extensions, ask)
        journal = settings.paths.asterisk / "log" / "cel-custom" / "Master.csv"
        offset = journal.stat().st_size if journal.exists() else 0
        async with recording(connection) as stage.events:
            await asyncio.to_thread(_play, story, stage)
        assert stage.events, "nothing was heard"
        save(STREAMS / f"{story.__name__}.ami.jsonl", stage.events)
        (STREAMS / f"{story.__name__}.cel.csv").write_bytes(journal.read_bytes()[offset:])
    await connection.close()
    await running


def _play(story: Story, stage: Stage) -> None:
    try:
        story(stage)
        if story is not asterisk_was_killed_in_a_talk:
            stage.until_quiet()
    finally:
        stage.close()


def _wait(work: Coroutine[Any, Any, Answer], loop: asyncio.AbstractEventLoop) -> Answer:
    return asyncio.run_coroutine_threadsafe(work, loop).result(10)


def main() -> int:
    wanted = sys.argv[1:]
    stories = [story for story in STORIES if not wanted or story.__name__ in wanted]
    STREAMS.mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="hotline-record-"))
    ports = Ports.take()
    env = environment(folder, ports, _CONFIG)
    try:
        run_module("asterisk_conf", env)
        run_module("ivr.prompts", env)
        agents = [
            AgentLine(extension=name, username=f"agent{name}", sip_ha1=sip_ha1(name, _SECRET)) for name in _EXTENSIONS
        ]
        apply_agents(load_settings(env), agents)
        apply_directory(load_settings(env), [_WATER])
        with private_asterisk(env) as asterisk:
            asyncio.run(record(asterisk, ports, stories))
    finally:
        ports.release()
        shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
