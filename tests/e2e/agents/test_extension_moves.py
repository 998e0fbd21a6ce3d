"""An extension goes from one agent to another while the first one talks: the call stays the first one's."""

from tests.parts.api import events
from tests.parts.lines import number_of
from tests.parts.people import SIP_SECRET, People
from tests.parts.wait import until

LINE = "inorder"


def test_a_call_stays_that_of_the_agent_who_talked_though_another_has_the_extension_now(people: People) -> None:
    first, second = people.agent(LINE), people.agent("busy", behaviour=None, state="offline")
    citizen = people.new_number()
    telephone = people.citizen(number_of(LINE), caller=citizen)
    first.until_talking(citizen)
    assert people.call_in("talking", citizen)["agent"] == first.username

    people.admin.patch(f"/agents/{first.username}", {"extension": "2990", "sip_secret": SIP_SECRET})
    people.admin.patch(f"/agents/{second.username}", {"extension": first.extension, "sip_secret": SIP_SECRET})
    killed = people.hotline.kill("cti")
    until(lambda: people.hotline.pid_of("cti") not in (0, killed), "another cti", 20)
    people.hotline.until_ready()
    assert people.call_in("talking", citizen)["agent"] == first.username
    with events(second.api, "me") as screen:
        telephone.hang_up()
        call = people.ended(citizen)
        first.screen.wait_for("call.ended", lambda event: event["call"]["id"] == call["id"])
        assert "call.ended" not in screen.types

    assert call["agent"] == first.username
    assert [leg["agent"] for leg in call["legs"]] == [first.username]
    assert people.admin.get(f"/tickets/{call['ticket']}")["agent"] == first.username
    assert first.api.get(f"/calls/{call['id']}")["caller"] == citizen
    assert second.api.get(f"/calls/{call['id']}")["caller"] != citizen
