"""The same hotline on PostgreSQL and a Redis of the operator's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ops.phones.ports import Ports
from tests.parts.hotline import Hotline, running_hotline
from tests.parts.people import People
from tests.parts.postgres import Postgres
from tests.parts.redis import private_redis
from tests.parts.wait import until

_CONFIG = """
[[trunks]]
name = "carrier"
match = ["127.0.0.2/32"]
contact = "sip:127.0.0.2:5070"

[[queues]]
name = "hotline"
numbers = ["12345"]
greeting = ""
"""


@pytest.fixture
def hotline(workspace: Path, ports: Ports, postgres: Postgres) -> Iterator[Hotline]:
    urls = {"HOTLINE_DATABASE_URL": postgres.new_database()}
    with (
        private_redis(workspace / "redis") as redis_url,
        running_hotline(
            workspace / "hotline-on-postgresql", ports, _CONFIG, HOTLINE_REDIS_URL=redis_url, **urls
        ) as running,
    ):
        yield running


def test_a_call_is_answered_written_down_and_on_the_wall(hotline: Hotline) -> None:
    assert not hotline.pid_of("redis")
    with People(hotline, hotline.admin) as people:
        agent, citizen, impatient = people.agent("hotline"), people.new_number(), people.new_number()
        telephone = people.citizen("12345", caller=citizen)
        agent.until_talking(citizen)
        agent.screen.wait_for("call.answered", lambda event: event["call"]["caller"] == citizen)
        until(lambda: people.admin.get("/wall")["talking"] == 1, "one talks")
        waiting = people.citizen("12345", caller=impatient)
        people.call_in("queued", impatient)
        waiting.hang_up()
        telephone.hang_up()

        assert people.ended(citizen)["outcome"] == "answered"
        assert people.ended(impatient)["missed_in"] == "queue"
        accounting = people.until_balanced()
        assert (accounting["offered"], accounting["tickets"]) == (2, 2)
