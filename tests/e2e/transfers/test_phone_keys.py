"""What an agent keys on the telephone itself: the same transfers as by the screen, and without any of ours."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ops.phones.agent import ANSWERS, NEVER_PICKS_UP, Behaviour, Phones
from ops.phones.ports import Ports
from tests.parts.api import Document
from tests.parts.hotline import Hotline, running_hotline
from tests.parts.lines import SMALL
from tests.parts.people import SIP_SECRET, People
from tests.parts.sip.keyphone import KeyPhone
from tests.parts.transfers.keyed import KeyedTalk
from tests.parts.wait import stays, until

CONFIG = (
    SMALL
    + """
[[directory]]
key = "water"
name = "水务热线"
numbers = ["96301", "96300"]
code = "11"

[[directory]]
key = "deaf"
name = "无人接听"
numbers = ["96302"]
ring_s = 30
code = "12"

[[directory]]
key = "housing"
name = "公积金"
numbers = ["96300"]
note_required = true
code = "13"

[callback]
min_idle_s = "1d"
"""
)
LINES = {"96301": Behaviour(after_s=0.05, refuses=486), "96302": NEVER_PICKS_UP}


@pytest.fixture(scope="module")
def hotline(workspace: Path, ports: Ports, far_end_port: int) -> Iterator[Hotline]:
    with running_hotline(workspace / "keys", ports, CONFIG.format(port=far_end_port)) as running:
        yield running


@pytest.fixture(scope="module")
def lines(hotline: Hotline, far_end_port: int) -> Iterator[Phones]:
    phones = Phones(hotline.place("127.0.0.2"), ANSWERS, LINES, port=far_end_port)
    yield phones
    phones.stop()


class Talk(KeyedTalk):
    """A citizen who talks to an agent whose telephone has keys."""

    def prove_over(self) -> Document:
        call = super().prove_over()
        until(lambda: self.seat.now["state"] == "ready", "the agent ready")
        return call


@pytest.fixture
def talk(people: People, lines: Phones) -> Iterator[Talk]:
    with ExitStack() as stack:
        yield Talk(people, lines, stack)


def test_blind_and_the_second_number_answers(talk: Talk) -> None:
    talk.phone.press("*111")
    talk.talking()
    told = talk.until("completed")
    assert (told["mode"], told["target"], told["name"], told["agent"], told["answered_by"]) == (
        "blind",
        "water",
        "水务热线",
        talk.seat.username,
        "96300",
    )
    assert told["tried"] == [{"number": "96301", "reason": "busy"}]
    until(lambda: not talk.phone.talks, "the agent is free")
    talk.seat.screen.wait_for("transfer.updated", lambda event: event["state"] == "completed")
    talk.telephone.hang_up()
    call = talk.prove_over()
    (on_ticket,) = talk.people.admin.get(f"/tickets/{call['ticket']}")["transfers"]
    assert (on_ticket["id"], on_ticket["answered_by"], on_ticket["state"]) == (told["id"], "96300", "completed")


def test_a_telephone_that_paces_its_keys_transfers_too(talk: Talk) -> None:
    talk.phone.press("*111", between_s=1.5)
    talk.talking()
    talk.until("completed")
    talk.telephone.hang_up()
    talk.prove_over()


def test_a_tone_says_that_a_key_means_nothing(talk: Talk) -> None:
    talk.phone.press("*7")
    asterisk = talk.people.hotline.asterisk
    until(lambda: any("!hotline-keyed!refused!" in line for line in asterisk.channels), "the tone", 3)
    assert talk.until_state("talking")["transfers"] == []


@pytest.mark.parametrize(("keys", "mode"), [("*211", "consult"), ("*311", "three_way")])
def test_the_agent_stays_until_they_leave_the_citizen_to_the_target(talk: Talk, keys: str, mode: str) -> None:
    talk.phone.press(keys)
    line = talk.talking()
    told = talk.until("talking")
    assert (told["mode"], told["answered_by"]) == (mode, "96300")
    talk.phone.press("*9")
    talk.until("completed")
    until(lambda: not talk.phone.talks, "the agent is free")
    talk.until_state("talking")
    assert line.is_talking
    talk.telephone.hang_up()
    talk.prove_over()


@pytest.mark.parametrize(("keys", "stage"), [("*2", "ringing"), ("*2", "talking"), ("*3", "talking")])
def test_the_agent_takes_the_citizen_back_and_sends_them_on(talk: Talk, keys: str, stage: str) -> None:
    talk.phone.press(keys + ("12" if stage == "ringing" else "11"))
    line = talk.rung() if stage == "ringing" else talk.talking()
    talk.until("dialling" if stage == "ringing" else "talking")
    talk.phone.press("*0")
    talk.until("cancelled")
    until(lambda: talk.rung() and not line.is_talking and not line.is_ringing, "the target has left")
    talk.until_state("talking")
    assert talk.phone.talks
    talk.phone.press("*111")
    talk.talking()
    talk.until("completed")
    talk.telephone.hang_up()
    assert [one["state"] for one in talk.prove_over()["transfers"]] == ["cancelled", "completed"]


@pytest.mark.parametrize("keys", ["*211", "*311"])
def test_the_target_leaves_and_the_agent_keys_another_transfer(talk: Talk, keys: str) -> None:
    talk.phone.press(keys)
    talk.lines.hang_up(talk.talking())
    talk.until("cancelled")
    talk.until_state("talking")
    talk.phone.press(keys)
    until(lambda: len(talk.transfers) == 2, "the second transfer")
    until(lambda: talk.transfers[1]["state"] == "talking", "all three talk")
    talk.phone.hang_up()
    until(lambda: talk.transfers[1]["state"] == "completed", "the agent has left them")
    talk.telephone.hang_up()
    talk.prove_over()


def test_what_cannot_be_is_refused_and_the_talk_goes_on(talk: Talk) -> None:
    """No such code; a target that wants a note; nothing to take back; nothing to complete."""
    for keys in ("*199", "*113", "*0", "*9"):
        talk.phone.press(keys)
        stays(lambda: len(talk.lines.calls) == talk.rung_before and talk.phone.talks, "nobody else is rung", 1.2)
    assert talk.transfers == []
    talk.telephone.hang_up()
    talk.prove_over()


@pytest.mark.parametrize("before", ["*211", "*311"], ids=["in a consult", "three talk"])
def test_a_second_transfer_is_refused_while_one_is_under_way(talk: Talk, before: str) -> None:
    talk.phone.press(before)
    line = talk.talking()
    talk.until("talking")
    rung = len(talk.lines.calls)
    talk.phone.press("*112")
    stays(lambda: len(talk.lines.calls) == rung and line.is_talking, "nobody else is rung", 1.2)
    assert [one["state"] for one in talk.transfers] == ["talking"]
    talk.telephone.hang_up()
    talk.prove_over()


def test_it_works_without_any_of_ours_and_is_on_record_when_they_are_back(people: People, lines: Phones) -> None:
    with ExitStack() as stack:
        blind, consult, three, inside = (Talk(people, lines, stack) for _ in range(4))
        colleague = people.agent("hotline", state="paused")
        since = len(lines.calls)
        with people.hotline.frozen_supervisor():
            for role in ("cti", "agent_api", "ivr", "callback"):
                people.hotline.kill(role)
            for talk, keys in (
                (blind, "*111"),
                (consult, "*212"),
                (three, "*311"),
                (inside, f"*2{colleague.extension}"),
            ):
                talk.phone.press(keys)
            until(lambda: sum(line.is_talking for line in lines.calls[since:]) == 2, "two lines talk")
            until(lambda: any(line.called == "96302" for line in lines.calls[since:]), "the third line rings")
            consult.phone.press("*0")
            until(lambda: any(line.cancelled for line in lines.calls[since:]), "it rings no more")
            until(lambda: any(call.is_talking for call in colleague.calls), "the colleague talks")
            inside.phone.press("*9")
            until(lambda: not inside.phone.talks, "the agent has left the citizen to the colleague")
        people.hotline.until_ready()
        for talk, state in ((blind, "completed"), (consult, "cancelled"), (three, "talking"), (inside, "completed")):
            assert talk.until(state)["agent"] == talk.seat.username
            talk.telephone.hang_up()
        for talk in (blind, consult, three, inside):
            talk.prove_over()
        assert inside.until("completed")["target"] == f"agent:{colleague.username}"
        assert inside.now()["agent"] == colleague.username
        people.until_balanced()


def test_the_colleague_who_was_keyed_keys_the_citizen_further(people: People, talk: Talk) -> None:
    seat = people.agent("hotline", behaviour=None, state="offline")
    with KeyPhone(seat.extension, SIP_SECRET, people.hotline.sip) as phone:
        until(lambda: people.seat_on_the_wall(seat)["reason"] != "phone", "the colleague's telephone can be rung")
        talk.phone.press(f"*3{seat.extension}")
        told = talk.until("talking")
        assert (told["target"], told["name"]) == (f"agent:{seat.username}", seat.now["name"])
        assert seat.screen.wait_for("call.ringing")["transfer"]["agent"] == talk.seat.username
        talk.phone.press("*9")
        talk.until("completed")
        until(lambda: talk.now()["agent"] == seat.username, "the colleague has the citizen")
        until(lambda: phone.talks and talk.until_state("talking"), "they talk")
        phone.press("*111")
        until(lambda: not phone.talks, "the colleague is free")
        talk.talking()
        until(lambda: [one["state"] for one in talk.transfers] == ["completed"] * 2, "the second one")
        talk.telephone.hang_up()
        talk.prove_over()


def test_an_agent_who_dialled_out_sends_the_citizen_on(people: People, lines: Phones) -> None:
    seat, citizen = people.agent("hotline", behaviour=None, state="offline"), people.new_number()
    with KeyPhone(seat.extension, SIP_SECRET, people.hotline.sip) as phone:
        seat.say("ready")
        seat.until_state("ready")
        seat.api.post("/calls", {"number": citizen, "ticket": None})
        call = until(lambda: people.admin.all("/calls", direction="outbound", state="talking"), "they talk")[0]["id"]
        phone.press("*211")
        until(lambda: _in_state(people, call, "talking"), "the consult")
        phone.press("*0")
        until(lambda: _in_state(people, call, "cancelled"), "back with the citizen")
        until(lambda: people.admin.get(f"/calls/{call}")["state"] == "talking", "they talk again")
        phone.press("*111")
        told = until(lambda: _in_state(people, call, "completed"), "the transfer")
        assert told["answered_by"] == "96300"
        until(lambda: not phone.talks, "the agent is free")
        lines.hang_up(next(line for line in reversed(lines.calls) if line.called == "96300" and line.is_talking))
        # no word of an agent who left too soon is played to the citizen
        until(lambda: not people.hotline.asterisk.channels, "no telephone left", 3)
        until(lambda: people.admin.get(f"/calls/{call}")["state"] == "ended", "it is over")


def _in_state(people: People, call: str, state: str) -> Document | None:
    transfers: list[Document] = people.admin.get(f"/calls/{call}")["transfers"]
    return next((one for one in transfers if one["state"] == state), None)


def test_a_code_works_as_soon_as_it_is_given_while_it_is_open_and_until_it_is_removed(talk: Talk) -> None:
    admin, asterisk = talk.people.admin, talk.people.hotline.asterisk
    hour = (datetime.now(UTC) + timedelta(hours=8)).hour  # the centre's
    closed = [f"{(hour + 3) % 24:02}:00-{(hour + 3) % 24:02}:30"]
    entry = {"key": "heat", "name": "供热", "numbers": ["96300"], "hours": closed}
    code = admin.post("/directory", entry)["code"]
    until(lambda: f"'c{code}'" in asterisk.cli("dialplan show hotline-codes"), "the code")
    talk.phone.press(f"*1{code}")
    stays(lambda: talk.phone.talks and len(talk.lines.calls) == talk.rung_before, "a closed line is not rung", 1.5)
    admin.patch("/directory/heat", {"hours": ["00:00-24:00"]})
    until(lambda: "00:00-23:59" in asterisk.cli("dialplan show hotline-codes"), "the hours")
    talk.phone.press(f"*1{code}")
    assert talk.until("completed")["target"] == "heat"
    admin.delete("/directory/heat")
    until(lambda: f"'c{code}'" not in asterisk.cli("dialplan show hotline-codes"), "no such code")
    talk.telephone.hang_up()
    talk.prove_over()


def test_a_citizen_who_hangs_up_while_the_agent_keys_takes_them_along(talk: Talk) -> None:
    talk.phone.press("*1")
    talk.telephone.hang_up()
    talk.prove_over()


def test_a_citizen_who_keys_it_only_makes_a_sound(people: People, lines: Phones, hotline: Hotline) -> None:
    """An agent who rings the hotline is a citizen there, though their telephone has the keys."""
    colleague = people.agent("hotline", behaviour=None, state="paused")
    with ExitStack() as stack:
        caller = stack.enter_context(KeyPhone(colleague.extension, SIP_SECRET, hotline.sip))
        seat = people.agent("hotline")
        caller.dial("12345")
        seat.until_talking(colleague.extension)
        caller.press("*111")
        stays(lambda: not lines.calls or not lines.calls[-1].is_ringing, "nobody is rung", 1)
        assert seat.until_talking(colleague.extension)
        caller.hang_up()
