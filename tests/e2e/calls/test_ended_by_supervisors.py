"""强拆: a supervisor ends a call for everybody, wherever it is, and it stays what it was."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ops.phones.agent import ANSWERS, NEVER_PICKS_UP, Behaviour, Phones
from ops.phones.ports import Ports
from tests.parts.api import Api, ApiError, Document
from tests.parts.hotline import Hotline, running_hotline
from tests.parts.lines import SMALL
from tests.parts.people import People
from tests.parts.wait import until

CONFIG = (
    SMALL
    + """
[[queues]]
name = "greeted"
numbers = ["12301"]

[[directory]]
key = "water"
name = "水务热线"
numbers = ["96300"]

[callback]
hours = ["00:00-24:00"]
min_idle_s = "1d"
"""
)
NOBODY, HOME, EMPTY_HOME = "96302", "13911110009", "13911110010"
LINES = {NOBODY: NEVER_PICKS_UP, EMPTY_HOME: NEVER_PICKS_UP}
REASON = "骚扰电话 13912345678"
LAW_S = 2.0  # every leg of a call that is ended


@pytest.fixture(scope="module")
def hotline(workspace: Path, ports: Ports, far_end_port: int) -> Iterator[Hotline]:
    with running_hotline(workspace / "ended", ports, CONFIG.format(port=far_end_port)) as running:
        yield running


@pytest.fixture(scope="module")
def lines(hotline: Hotline, far_end_port: int) -> Iterator[Phones]:
    """The telephones outside: the water company's, and citizens' at home."""
    phones = Phones(hotline.place("127.0.0.2"), ANSWERS, LINES, port=far_end_port)
    yield phones
    phones.stop()


@pytest.fixture
def boss(people: People) -> Api:
    return people.user("supervisor")


class Ending:
    """A supervisor, and what is left of a call that they have ended."""

    def __init__(self, people: People, boss: Api) -> None:
        self._room, self._boss = people, boss

    def end(self, call: str) -> Document:
        """End it; returns the call, once it is over in SQL too."""
        began = time.monotonic()
        self._boss.post(f"/calls/{call}/end", {"reason": REASON})
        asterisk = self._room.hotline.asterisk
        until(lambda: not asterisk.channels, f"no channel left: {asterisk.channels}", LAW_S)
        assert time.monotonic() - began < LAW_S
        ended = until(lambda: (now := self._room.admin.get(f"/calls/{call}"))["state"] == "ended" and now, "an end")
        assert (ended["forced_end"]["reason"], ended["forced_end"]["by"][:10]) == (REASON, "supervisor")
        return dict(ended)

    def missed(self, call: str, where: str) -> None:
        ended = self.end(call)
        assert (ended["outcome"], ended["missed_in"]) == ("missed", where)
        owed = self._room.admin.get(f"/callbacks/{ended['callback']}")
        assert owed["status"] == "pending"
        self._room.admin.post(f"/callbacks/{owed['id']}/cancel")


@pytest.fixture
def ending(people: People, boss: Api) -> Ending:
    return Ending(people, boss)


def test_in_the_greeting(people: People, ending: Ending) -> None:
    citizen = people.new_number()
    people.citizen("12301", caller=citizen)
    ending.missed(people.call_in("ringing", citizen)["id"], "greeting")


def test_in_the_queue_and_on_a_ringing_phone_a_callback_is_owed(people: People, ending: Ending) -> None:
    agent = people.agent("hotline", behaviour=NEVER_PICKS_UP)
    first, second = people.new_number(), people.new_number()
    people.citizen("12345", caller=first)
    agent.until_ringing(first)
    ending.missed(people.call_in("queued", first)["id"], "ringing")
    assert agent.now["state"] == "ready"  # it was not the agent who let it ring

    busy = people.agent("hotline")
    agent.say("offline")
    people.citizen("12345", caller=first)
    busy.until_talking(first)
    people.citizen("12345", caller=second)
    waiting = people.call_in("queued", second)["id"]
    boss = people.user("supervisor")
    boss.post(f"/calls/{waiting}/end", {"reason": REASON})
    assert people.ended(second)["missed_in"] == "queue"
    assert any(call.is_talking for call in busy.calls_from(first)), "the other call goes on"


def test_a_talk_stays_answered_and_the_agent_is_told_why(people: People, ending: Ending, boss: Api, admin: Api) -> None:
    agent, citizen = people.agent("hotline"), people.new_number()
    people.citizen("12345", caller=citizen)
    agent.until_talking(citizen)
    call = people.call_in("talking", citizen)["id"]
    for wrong in ({}, {"reason": ""}, {"reason": " - "}, {"reason": "x" * 201}):
        with pytest.raises(ApiError, match="422"):
            boss.post(f"/calls/{call}/end", wrong)
    with pytest.raises(ApiError, match="403"):
        agent.api.post(f"/calls/{call}/end", {"reason": REASON})
    with pytest.raises(ApiError, match="404"):
        boss.post("/calls/none/end", {"reason": REASON})

    ended = ending.end(call)
    assert (ended["outcome"], ended["agent"], ended["callback"]) == ("answered", agent.username, None)
    told = agent.screen.wait_for("call.ended")["call"]
    assert told["forced_end"]["reason"] == REASON
    assert agent.until_state("ready")

    again = boss.post(f"/calls/{call}/end", {"reason": "another reason"})
    assert again["forced_end"] == ended["forced_end"]
    (entry,) = [one for one in admin.all("/audit/access", kind="call_ended") if one["detail"]["call"] == call]
    assert entry["detail"]["reason"] == "骚扰电话 139******78"

    other = people.new_number()
    telephone = people.citizen("12345", caller=other)
    agent.until_talking(other)
    telephone.hang_up()
    over = people.ended(other)["id"]
    with pytest.raises(ApiError, match="409"):
        boss.post(f"/calls/{over}/end", {"reason": REASON})


def test_a_held_citizen(people: People, ending: Ending) -> None:
    agent, citizen = people.agent("hotline"), people.new_number()
    people.citizen("12345", caller=citizen)
    agent.until_talking(citizen)
    call = people.call_in("talking", citizen)["id"]
    agent.api.post(f"/calls/{call}/hold")
    people.call_in("held", citizen)
    assert ending.end(call)["outcome"] == "answered"


@pytest.mark.parametrize(
    ("target", "mode"),
    [(NOBODY, "blind"), (NOBODY, "consult"), ("water", "consult"), (NOBODY, "three_way"), ("water", "three_way")],
)
def test_a_transfer_under_way(people: People, lines: Phones, ending: Ending, target: str, mode: str) -> None:
    agent, citizen = people.agent("hotline"), people.new_number()
    before = len(lines.calls)
    people.citizen("12345", caller=citizen)
    agent.until_talking(citizen)
    call = people.call_in("talking", citizen)["id"]
    transfer = agent.api.post(f"/calls/{call}/transfers", {"target": target, "mode": mode})["id"]
    until(lambda: lines.calls[before:], "a line that rings")
    wanted = "talking" if target == "water" else "dialling"
    until(lambda: people.admin.get(f"/transfers/{transfer}")["state"] == wanted, wanted)
    assert ending.end(call)["outcome"] == "answered"
    until(lambda: people.admin.get(f"/transfers/{transfer}")["state"] not in ("dialling", "talking"), "no transfer")


@pytest.mark.parametrize(("number", "outcome"), [(HOME, "answered"), (EMPTY_HOME, "failed")])
def test_a_call_that_an_agent_places(people: People, lines: Phones, ending: Ending, number: str, outcome: str) -> None:
    agent = people.agent("hotline", state="paused")
    call = agent.api.post("/calls", {"number": number, "ticket": None})["id"]
    wanted = "talking" if number == HOME else "ringing"
    until(lambda: _state_of(people, call) == wanted, wanted)
    if wanted == "ringing":
        until(lambda: any(one.called == number and one.is_ringing for one in lines.calls), "it rings at home")
    ended = ending.end(call)
    assert ended["outcome"] == outcome
    assert agent.now["holds"] == []


def _state_of(people: People, call: str) -> str:
    try:
        return str(people.admin.get(f"/calls/{call}")["state"])
    except ApiError:
        return ""


def test_while_cti_is_dead_every_leg_ends_all_the_same(people: People, boss: Api) -> None:
    agent, citizen = people.agent("hotline", behaviour=Behaviour()), people.new_number()
    people.citizen("12345", caller=citizen)
    agent.until_talking(citizen)
    call = people.call_in("talking", citizen)["id"]
    hotline = people.hotline
    with hotline.frozen_supervisor():
        hotline.kill("cti")
        began = time.monotonic()
        boss.post(f"/calls/{call}/end", {"reason": REASON})
        assert time.monotonic() - began < LAW_S
        assert not hotline.asterisk.channels
        boss.post(f"/calls/{call}/end", {"reason": REASON})
    hotline.until_ready()
    ended = people.ended(citizen)
    assert (ended["outcome"], ended["forced_end"]["reason"]) == ("answered", REASON)
