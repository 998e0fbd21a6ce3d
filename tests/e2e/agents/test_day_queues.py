"""A supervisor changes an agent's queues for the day, and sees the people."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from tests.parts.api import Api, ApiError, events
from tests.parts.lines import number_of
from tests.parts.people import People, Seat
from tests.parts.wait import until


@pytest.fixture
def boss(people: People) -> Api:
    return people.user("supervisor")


def is_member(people: People, seat: Seat, queue: str) -> bool:
    return f"PJSIP/{seat.extension}" in people.hotline.asterisk.cli(f"queue show {queue}")


def penalty_of(people: People, seat: Seat, queue: str) -> str:
    lines = people.hotline.asterisk.cli(f"queue show {queue}").splitlines()
    line = next(line for line in lines if f"PJSIP/{seat.extension}" in line)
    return line.partition("penalty ")[2].split()[0] if "penalty" in line else "0"


def test_other_queues_until_their_end_also_when_cti_was_dead_then(people: People, boss: Api, admin: Api) -> None:
    agent = people.agent("busy")
    path = f"/agents/{agent.username}/queues/today"
    shown = boss.put(path, {"queues": [{"name": "abandoned", "penalty": 3}]})
    assert (shown["queues"], shown["today"]["usual_queues"]) == (["abandoned"], ["busy"])
    ends = datetime.fromisoformat(shown["today"]["until"])
    assert (ends.hour, ends.minute) == (0, 0)
    assert not is_member(people, agent, "busy")
    assert penalty_of(people, agent, "abandoned") == "3"

    admin.patch(f"/agents/{agent.username}", {"queues": ["busy", {"name": "tiny", "penalty": 2}]})
    now = boss.get(f"/agents/{agent.username}")
    assert (now["queues"], now["today"]["usual_penalties"]) == (["abandoned"], {"busy": 0, "tiny": 2})

    soon = (datetime.now(UTC) + timedelta(seconds=2)).isoformat()
    boss.put(path, {"queues": ["hasty"], "until": soon})
    assert is_member(people, agent, "hasty")
    hotline = people.hotline
    with hotline.frozen_supervisor():
        hotline.kill("cti")
        until(lambda: datetime.now(UTC).isoformat() > soon, "the end of the day")
        assert is_member(people, agent, "hasty"), "nobody is there to change it"
    until(lambda: is_member(people, agent, "busy") and is_member(people, agent, "tiny"), "the usual queues", 20)
    assert not is_member(people, agent, "hasty")
    assert boss.get(f"/agents/{agent.username}")["today"] is None
    hotline.until_ready()


def test_it_is_taken_back_and_refused_in_words(people: People, boss: Api) -> None:
    agent = people.agent("busy")
    path = f"/agents/{agent.username}/queues/today"
    boss.put(path, {"queues": []})
    assert not is_member(people, agent, "busy")
    assert boss.delete(path)["queues"] == ["busy"]
    assert is_member(people, agent, "busy")
    with pytest.raises(ApiError, match="404"):
        boss.delete(path)
    with pytest.raises(ApiError, match="422"):
        boss.put(path, {"queues": ["no such queue"]})
    late = (datetime.now(UTC) + timedelta(days=8)).isoformat()
    with pytest.raises(ApiError, match="within the next 7 days"):
        boss.put(path, {"queues": ["busy"], "until": late})
    with pytest.raises(ApiError, match="403"):
        agent.api.put(path, {"queues": ["busy"]})


def test_the_room_tells_who_talks_to_whom_and_who_waits(people: People, boss: Api, admin: Api) -> None:
    agent = people.agent("busy")
    first, second = people.new_number(), people.new_number()
    with events(boss, "room") as screen:
        people.citizen(number_of("busy"), caller=first)
        agent.until_talking(first)
        people.citizen(number_of("busy"), caller=second)

        def shows() -> bool:
            now = screen.of("room")[-1]
            calls = {call["number"]: call for call in now["calls"]}
            mine = next((one for one in now["agents"] if one["username"] == agent.username), None)
            if not mine or first not in calls or second not in calls:
                return False
            talk, wait = calls[first], calls[second]
            return (
                now["fresh"]
                and mine["state"] == "talking"
                and mine["call"] == talk["id"]
                and [(leg["agent"], leg["talking"]) for leg in talk["legs"]] == [(agent.username, True)]
                and (wait["state"], wait["queue"], wait["legs"]) == ("queued", "busy", [])
            )

        until(shows, "the room")
        began, count = time.monotonic(), len(screen.of("room"))
        boss.put(f"/agents/{agent.username}/state", {"state": "paused", "reason": "tea"})
        until(
            lambda: any(
                one["username"] == agent.username and one["wish_reason"] == "tea"
                for one in screen.of("room")[-1]["agents"]
            ),
            "the pause",
        )
        assert len(screen.of("room")) - count <= 4 * (time.monotonic() - began) + 2
    assert boss.get("/room")["calls"]
    assert any(row["what"] == "room" and row["full_number"] for row in admin.all("/looks"))
    with pytest.raises(ApiError, match="403"):
        agent.api.get("/room")
