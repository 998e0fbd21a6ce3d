"""Who is asked after a transfer: those whose target has hung up, and never after an emergency."""

from ops.phones.agent import Phones
from tests.parts.people import People
from tests.parts.sip.citizenphone import CitizenPhone
from tests.parts.wait import until


def test_who_was_sent_to_the_water_company_is_asked_when_it_has_hung_up(people: People, lines: Phones) -> None:
    agent, rung = people.agent("asked"), len(lines.calls)
    with CitizenPhone(people.hotline, people.new_number()) as citizen:
        citizen.calls("12347")
        agent.until_talking(citizen.number)
        call = people.call_in("talking", citizen.number)
        transfer = agent.api.post(f"/calls/{call['id']}/transfers", {"target": "water", "mode": "blind"})
        line = until(lambda: [one for one in lines.calls[rung:] if one.is_talking], "the line talks")[-1]
        until(lambda: people.admin.get(f"/transfers/{transfer['id']}")["state"] == "completed", "it is completed")
        assert people.call_in("talking", citizen.number)["survey"] is None
        lines.hang_up(line)
        citizen.until_marked("survey:")
        citizen.press_until_marked("1", "survey_answer:very_satisfied")
    told = until(lambda: (now := people.ended(citizen.number))["survey"]["answer"] and now, "the answer")
    assert [one["state"] for one in told["transfers"]] == ["completed"]


def test_after_an_emergency_nobody_is_asked(people: People, lines: Phones) -> None:
    agent, rung = people.agent("asked"), len(lines.calls)
    with CitizenPhone(people.hotline, people.new_number()) as citizen:
        asked = citizen.calls("12347")
        agent.until_talking(citizen.number)
        call = people.call_in("talking", citizen.number)
        transfer = agent.api.post(f"/calls/{call['id']}/transfers", {"target": "fire", "mode": "three_way"})
        line = until(lambda: [one for one in lines.calls[rung:] if one.is_talking], "the desk talks")[-1]
        until(lambda: people.admin.get(f"/transfers/{transfer['id']}")["state"] == "talking", "all three talk")
        agent.api.post(f"/transfers/{transfer['id']}/complete")
        until(lambda: people.admin.get(f"/transfers/{transfer['id']}")["state"] == "completed", "it is completed")
        lines.hang_up(line)
        citizen.until_released(asked, 5)
    assert people.ended(citizen.number)["survey"] is None
