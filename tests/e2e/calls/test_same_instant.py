"""People act in the same instant: nobody is left alone on a line, no transfer stays open, and the records are right.

Each story is told many times at once, with a few milliseconds between the two acts, either one first. What comes of it
may differ from one time to the next, as it may in life; each story names who may be on the line then.
"""

import itertools
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import aiohttp
import pytest

from ops.phones.ports import Ports
from tests.parts.hotline import Hotline, running_hotline
from tests.parts.people import PASSWORD, SIP_SECRET
from tests.parts.transfers.instant import CONFIG, DESKS, OPEN, Centre, Talk, act, at_once, tell, until

BOTH = ("consult", "three_way")


@pytest.fixture(scope="module")
def hotline(workspace: Path, ports: Ports, far_end_port: int) -> Iterator[Hotline]:
    with running_hotline(workspace / "instant", ports, CONFIG.format(port=far_end_port)) as running:
        for desk in range(DESKS):
            who = {"username": f"desk{desk}", "password": PASSWORD, "name": f"话务员{desk}", "role": "agent"}
            phone = {"extension": f"300{desk}", "sip_secret": SIP_SECRET, "queues": [f"line{desk}"]}
            running.admin.post("/agents", who | phone)
            running.api.login(f"desk{desk}", PASSWORD).put("/agents/me/state", {"state": "ready", "reason": ""})
            mate = {"username": f"mate{desk}", "name": f"同事{desk}", "extension": f"310{desk}", "queues": []}
            running.admin.post("/agents", who | phone | mate)
            running.api.login(f"mate{desk}", PASSWORD).put("/agents/me/state", {"state": "ready", "reason": ""})
        yield running


@pytest.fixture
async def centre(hotline: Hotline, far_end_port: int) -> AsyncIterator[Centre]:
    async with aiohttp.ClientSession(f"http://{hotline.api.host}:{hotline.api.port}") as session:
        centre = Centre(hotline, session)
        await centre.carrier.open("127.0.0.2", far_end_port)
        for number in range(DESKS):
            await centre.seat(number)
        yield centre
        for desk in centre.desks:
            await desk.phone.register(SIP_SECRET, 0)
            desk.phone.close()
        centre.carrier.close()


@pytest.fixture
async def colleagues(centre: Centre) -> AsyncIterator[None]:
    """Citizens are sent to colleagues, not to the water company."""
    phones = [await centre.seat_colleague(desk) for desk in centre.desks]
    yield
    for phone in phones:
        await phone.register(SIP_SECRET, 0)
        phone.close()


@pytest.mark.usefixtures("colleagues")
async def test_agent_and_colleague_act_in_the_same_instant(centre: Centre) -> None:
    """The answer and the agent's leaving; both leaving; taking back and leaving; in consult and three-way by turns."""
    turns = itertools.cycle(itertools.product(BOTH, ("answer", "both leave", "taken back")))

    async def story(talk: Talk) -> None:
        mode, what = next(turns)
        if what == "answer":
            await talk.send_away(mode, "api")
            await at_once(talk.line_answers, talk.desk.hang_up)
            return
        await talk.reach(mode, "api")
        await at_once(talk.line_leaves, talk.desk.hang_up if what == "both leave" else lambda: talk.end("cancel"))

    await tell(centre, story, "", "ca", "ct")


@pytest.mark.parametrize("by", ["api", "keys"])
@pytest.mark.parametrize("mode", ["blind", "consult", "three_way"])
async def test_the_target_leaves_in_the_instant_of_the_answer(centre: Centre, mode: str, by: str) -> None:
    async def story(talk: Talk) -> None:
        await talk.send_away(mode, by)
        await at_once(talk.line_answers, talk.line_leaves)
        talk.line_answers()
        talk.line_leaves()

    await tell(centre, story, "" if mode == "blind" else "ca")


@pytest.mark.parametrize("by", ["api", "keys"])
@pytest.mark.parametrize("mode", ["blind", "consult", "three_way"])
async def test_the_citizen_leaves_in_the_instant_of_the_answer(centre: Centre, mode: str, by: str) -> None:
    async def story(talk: Talk) -> None:
        await talk.send_away(mode, by)
        await at_once(talk.line_answers, talk.citizen_leaves)

    await tell(centre, story, "")


@pytest.mark.parametrize("by", ["api", "keys"])
@pytest.mark.parametrize("mode", BOTH)
async def test_the_agent_leaves_in_the_instant_of_the_answer(centre: Centre, mode: str, by: str) -> None:
    async def story(talk: Talk) -> None:
        await talk.send_away(mode, by)
        await at_once(talk.line_answers, talk.desk.hang_up)

    await tell(centre, story, "ca", "ct")


@pytest.mark.parametrize("mode", BOTH)
async def test_the_agent_calls_it_off_in_the_instant_of_the_answer(centre: Centre, mode: str) -> None:
    async def story(talk: Talk) -> None:
        await talk.send_away(mode, "api")
        await at_once(talk.line_answers, lambda: talk.end("cancel"))

    await tell(centre, story, "ca")


@pytest.mark.parametrize("mode", BOTH)
async def test_the_target_leaves_in_the_instant_of_being_called_off(centre: Centre, mode: str) -> None:
    async def story(talk: Talk) -> None:
        await talk.reach(mode, "api")
        await at_once(talk.line_leaves, lambda: talk.end("cancel"))

    await tell(centre, story, "ca")


@pytest.mark.parametrize("mode", BOTH)
async def test_the_citizen_leaves_in_the_instant_of_being_taken_back(centre: Centre, mode: str) -> None:
    async def story(talk: Talk) -> None:
        await talk.reach(mode, "api")
        await at_once(talk.citizen_leaves, lambda: talk.end("cancel"))

    await tell(centre, story, "")


@pytest.mark.parametrize("mode", BOTH)
async def test_agent_and_target_leave_at_once(centre: Centre, mode: str) -> None:
    async def story(talk: Talk) -> None:
        await talk.reach(mode, "api")
        await at_once(talk.line_leaves, talk.desk.hang_up)

    await tell(centre, story, "", "ca")


@pytest.mark.parametrize("mode", BOTH)
async def test_the_agent_ends_it_in_both_ways_at_once(centre: Centre, mode: str) -> None:
    async def story(talk: Talk) -> None:
        await talk.reach(mode, "api")
        await at_once(lambda: talk.end("complete"), lambda: talk.desk.press("*0"))

    await tell(centre, story, "ca", "ct")


@pytest.mark.parametrize("after", ["cancel", "the target leaves"])
@pytest.mark.parametrize("then", ["blind", "consult", "three_way"])
async def test_the_next_transfer_begins_as_the_last_one_ends(centre: Centre, then: str, after: str) -> None:
    async def story(talk: Talk) -> None:
        await talk.reach("three_way", "api")
        await (talk.end("cancel") if after == "cancel" else act(talk.line_leaves, 0))
        await until(lambda: _taken(talk, then), "the next one is taken")
        await until(lambda: talk.line.state == "ringing", "the line rings again")
        talk.line.answer()
        await talk.until_transfer("completed", "talking")

    await tell(centre, story, "ct" if then == "blind" else "cat")


async def _taken(talk: Talk, mode: str) -> bool:
    body = {"target": f"water{talk.desk.number}", "mode": mode}
    status, _ = await talk.desk.post(f"/calls/{talk.call}/transfers", body)
    return status == 201


@pytest.mark.parametrize("mode", ["blind", "consult", "three_way"])
async def test_a_hold_and_a_transfer_begin_at_once(centre: Centre, mode: str) -> None:
    async def story(talk: Talk) -> None:
        talk.desk.answers = True
        taken: list[str] = []

        async def hold() -> None:
            status, _ = await talk.desk.post(f"/calls/{talk.call}/hold")
            taken.extend(["hold"] * (status == 200))

        async def begin() -> None:
            taken.extend(["transfer"] * await _taken(talk, mode))

        await at_once(hold, begin)
        assert taken, "neither was taken"
        await until(lambda: _has_come_of_it(talk, taken), f"what comes of {taken}")

    await tell(centre, story, "ca", "ct", "cat")


async def _has_come_of_it(talk: Talk, taken: list[str]) -> bool:
    """A transfer is answered, or the citizen is back from the hold: they are taken back when nothing else can come."""
    told = await talk.now()
    states = [one["state"] for one in told["transfers"]]
    if "transfer" in taken and states[-1:] in (["completed"], ["talking"]):
        return True
    if told["state"] == "held" and not set(states) & set(OPEN) and (states or "transfer" not in taken):
        await talk.desk.post(f"/calls/{talk.call}/unhold")
        taken.append("back")
    return "back" in taken and told["state"] == "talking"
