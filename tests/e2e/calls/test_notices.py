"""Notices: heard before the greeting, by a key or to the queue, whatever our processes do; counted, and on record."""

import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import pytest

from tests.parts.api import Api, Document
from tests.parts.lines import number_of
from tests.parts.people import People
from tests.parts.sip.citizenphone import CitizenPhone
from tests.parts.wait import until

ROLES = ("cti", "ivr", "callback", "agent_api")
TITLE = "城北停水"


@pytest.fixture
def notice(admin: Api) -> Iterator[Document]:
    """One that holds for the line "noticed", and that Asterisk has read."""
    now = datetime.now(UTC)
    sent = {
        "title": TITLE,
        "text": "城北停水。",
        "queues": ["noticed"],
        "from": (now - timedelta(minutes=1)).isoformat(),
        "until": (now + timedelta(hours=1)).isoformat(),
    }
    made = admin.post("/notices", sent)
    yield until(lambda: (one := admin.get(f"/notices/{made['id']}"))["audible"] and one, "a notice with its sound")
    admin.delete(f"/notices/{made['id']}")


@pytest.mark.parametrize("fate", ["killed", "frozen"])
def test_a_key_says_that_this_is_why_while_every_role_is_and_others_reach_people(
    people: People, notice: Document, fate: str
) -> None:
    agent, hotline = people.agent("noticed"), people.hotline
    with (
        CitizenPhone(hotline, people.new_number()) as about_it,
        CitizenPhone(hotline, people.new_number()) as about_more,
        ExitStack() as away,
    ):
        away.enter_context(hotline.frozen_supervisor())
        for role in ROLES:
            if fate == "killed":
                os.kill(hotline.pid_of(role), signal.SIGKILL)
            else:
                away.enter_context(hotline.frozen(role))
        about_more.calls(number_of("noticed"))  # hears all of it, and presses nothing
        call = about_it.calls(number_of("noticed"))
        about_it.press_until_marked("1", f"noticed:{notice['id']}")
        about_it.until_released(call)
        agent.until_talking(about_more.number, 40)
        about_more.hang_up()
    hotline.until_ready()

    told = people.ended(about_it.number)
    assert (told["outcome"], told["notice"], told["wait_s"]) == ("answered", notice["id"], 0)
    assert (told["agent"], told["queued_at"], told["callback"]) == (None, None, None)
    (ticket,) = people.admin.all("/tickets", caller=about_it.number)
    assert (ticket["status"], ticket["subject"]) == ("closed", TITLE)
    assert people.admin.get(f"/notices/{notice['id']}")["count"] == 1
    assert until(lambda: (now := people.ended(about_more.number))["agent"] and now, "who spoke")["notice"] is None
    people.until_balanced()


def test_a_notice_keeps_no_emergency_and_nobody_who_presses_0(people: People, notice: Document) -> None:
    agent, hotline = people.agent("noticed"), people.hotline
    police = people.new_number()
    desk = people.citizen(number_of("noticed"), caller=police, address="127.0.0.3")
    began = until(lambda: desk.call.answered_at_s, "the desk's line is answered")
    assert agent.until_talking(police).rang_at_s - began < 3
    desk.hang_up()
    agent.until_state("ready")
    with CitizenPhone(hotline, people.new_number()) as hasty:
        hasty.calls(number_of("noticed"))
        hasty.press_until_marked("0", "queue:noticed", 8)
        agent.until_talking(hasty.number)
        hasty.hang_up()
    people.ended(hasty.number)
    people.until_balanced()


def test_outside_its_period_nobody_hears_it(people: People, notice: Document) -> None:
    now = datetime.now(UTC)
    agent = people.agent("noticed")
    people.admin.patch(f"/notices/{notice['id']}", {"from": (now + timedelta(minutes=30)).isoformat()})
    dialplan = people.hotline.settings.paths.asterisk_etc / "extensions_notices.conf"
    later = int((now + timedelta(minutes=30)).timestamp())
    until(lambda: str(later)[:-2] in dialplan.read_text(), "the dialplan's notice begins later")
    until(lambda: str(later)[:-2] in people.hotline.asterisk.cli("dialplan show hotline-notices"), "Asterisk knows")
    caller = people.new_number()
    telephone = people.citizen(number_of("noticed"), caller=caller)
    talk = agent.until_talking(caller)
    assert telephone.call.answered_at_s
    assert talk.rang_at_s - telephone.call.answered_at_s < 3
    telephone.hang_up()
    people.ended(caller)
