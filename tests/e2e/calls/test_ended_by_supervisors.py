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
from tests.parts.room import Room
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
def boss(room: Room) -> Api:
    return room.user("supervisor")


class Ending:
    """A supervisor, and what is left of a call that they have ended."""

    def __init__(self, room: Room, boss: Api) -> None:
        self._room, self._boss = room, boss

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
def ending(room: Room, boss: Api) -> Ending:
    return Ending(room, boss)


def test_in_the_greeting(room: Room, ending: Ending) -> None:
    citizen = room.new_number()
    room.citizen("12301", caller=citizen)
    ending.missed(room.call_in("ringing", citizen)["id"], "greeting")


def test_in_the_queue_and_on_a_ringing_phone_a_callback_is_owed(room: Room, ending: Ending) -> None:
    agent = room.agent("hotline", behaviour=NEVER_PICKS_UP)
    first, second = room.new_number(), room.new_number()
    room.citizen("12345", caller=first)
    agent.until_ringing(first)
    ending.missed(room.call_in("queued", first)["id"], "ringing")
    assert agent.now["state"] == "ready"  # it was not the agent who let it ring

    busy = room.agent("hotline")
    agent.say("offline")
    room.citizen("12345", caller=first)
    busy.until_talking(first)
    room.citizen("12345", caller=second)
    waiting = room.call_in("queued", second)["id"]
    boss = room.user("supervisor")
    boss.post(f"/calls/{waiting}/end", {"reason": REASON})
    assert room.ended(second)["missed_in"] == "queue"
    assert any(call.is_talking for call in busy.calls_from(first)), "the other call goes on"


def test_a_talk_stays_answered_and_the_agent_is_told_why(room: Room, ending: Ending, boss: Api, admin: Api) -> None:
    agent, citizen = room.agent("hotline"), room.new_number()
    room.citizen("12345", caller=citizen)
    agent.until_talking(citizen)
    call = room.call_in("talking", citizen)["id"]
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

    other = room.new_number()
    telephone = room.citizen("12345", caller=other)
    agent.until_talking(other)
    telephone.hang_up()
    over = room.ended(other)["id"]
    with pytest.raises(ApiError, match="409"):
        boss.post(f"/calls/{over}/end", {"reason": REASON})


def test_a_held_citizen(room: Room, ending: Ending) -> None:
    agent, citizen = room.agent("hotline"), room.new_number()
    room.citizen("12345", caller=citizen)
    agent.until_talking(citizen)
    call = room.call_in("talking", citizen)["id"]
    agent.api.post(f"/calls/{call}/hold")
    room.call_in("held", citizen)
    assert ending.end(call)["outcome"] == "answered"


@pytest.mark.parametrize(
    ("target", "mode"),
    [(NOBODY, "blind"), (NOBODY, "consult"), ("water", "consult"), (NOBODY, "three_way"), ("water", "three_way")],
)
def test_a_transfer_under_way(room: Room, lines: Phones, ending: Ending, target: str, mode: str) -> None:
    agent, citizen = room.agent("hotline"), room.new_number()
    before = len(lines.calls)
    room.citizen("12345", caller=citizen)
    agent.until_talking(citizen)
    call = room.call_in("talking", citizen)["id"]
    transfer = agent.api.post(f"/calls/{call}/transfers", {"target": target, "mode": mode})["id"]
    until(lambda: lines.calls[before:], "a line that rings")
    wanted = "talking" if target == "water" else "dialling"
    until(lambda: room.admin.get(f"/transfers/{transfer}")["state"] == wanted, wanted)
    assert ending.end(call)["outcome"] == "answered"
    until(lambda: room.admin.get(f"/transfers/{transfer}")["state"] not in ("dialling", "talking"), "no transfer")


@pytest.mark.parametrize(("number", "outcome"), [(HOME, "answered"), (EMPTY_HOME, "failed")])
def test_a_call_that_an_agent_places(room: Room, lines: Phones, ending: Ending, number: str, outcome: str) -> None:
    agent = room.agent("hotline", state="paused")
    call = agent.api.post("/calls", {"number": number, "ticket": None})["id"]
    wanted = "talking" if number == HOME else "ringing"
    until(lambda: _state_of(room, call) == wanted, wanted)
    if wanted == "ringing":
        until(lambda: any(one.called == number and one.is_ringing for one in lines.calls), "it rings at home")
    ended = ending.end(call)
    assert ended["outcome"] == outcome
    assert agent.now["holds"] == []


def _state_of(room: Room, call: str) -> str:
    try:
        return str(room.admin.get(f"/calls/{call}")["state"])
    except ApiError:
        return ""


def test_while_cti_is_dead_every_leg_ends_all_the_same(room: Room, boss: Api) -> None:
    agent, citizen = room.agent("hotline", behaviour=Behaviour()), room.new_number()
    room.citizen("12345", caller=citizen)
    agent.until_talking(citizen)
    call = room.call_in("talking", citizen)["id"]
    hotline = room.hotline
    with hotline.frozen_supervisor():
        hotline.kill("cti")
        began = time.monotonic()
        boss.post(f"/calls/{call}/end", {"reason": REASON})
        assert time.monotonic() - began < LAW_S
        assert not hotline.asterisk.channels
        boss.post(f"/calls/{call}/end", {"reason": REASON})
    hotline.until_ready()
    ended = room.ended(citizen)
    assert (ended["outcome"], ended["forced_end"]["reason"]) == ("answered", REASON)
