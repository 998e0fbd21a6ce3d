"""Redis, the database or the disk fails under calls: none is lost, and the wall is right again."""

import json
import os
import subprocess
import time
from pathlib import Path

import pytest
import redis

from ops.phones.ports import Ports
from tests.parts.api import events
from tests.parts.hotline import Hotline, running_hotline
from tests.parts.losses.faults import (
    NOTICED_S,
    beside,
    fill,
    in_the_database,
    on_the_small_disk,
    seconds_until,
)
from tests.parts.losses.traffic import (
    CONFIG,
    Staff,
    Standing,
    Traffic,
    prove,
    unix,
)
from tests.parts.people import People
from tests.parts.postgres import private_postgres
from tests.parts.wait import until


@pytest.mark.parametrize("loss", ["killed", "flushed"])
def test_redis_loses_all_that_it_had(people: People, staff: Staff, loss: str) -> None:
    standing = Standing(people, staff)
    traffic = Traffic(people, staff, count=40, rate=10)
    traffic.until_rung(15)
    with redis.Redis.from_url(people.hotline.settings.redis_url) as client:
        lost_s = time.time()
        if loss == "killed":
            people.hotline.kill("redis")
        else:
            client.flushall()

        def is_right_again() -> bool:
            wall = people.admin.get("/wall")
            return unix(wall["as_of"]) > lost_s and standing.is_shown()

        right_s = seconds_until(is_right_again, "a wall that is right")
        print(f"the wall is right {right_s:.1f} s after Redis was {loss}")
        late = {citizen.caller for citizen in traffic.citizens if citizen.called_at_s is None}
        traffic.end()
        calls = prove(people, standing.began, [*traffic.told(), *standing.end()])

        def told_by_the_stream() -> set[str]:
            events = client.xrange("hotline:events")
            return {fields[b"call"].decode() for _, fields in events if fields[b"type"] == b"call.ended"}

        wanted = {calls[caller]["id"] for caller in late & traffic.talked().keys()}
        assert wanted
        until(lambda: wanted <= told_by_the_stream(), "a stream that tells of the calls since")
    people.hotline.until_ready()
    assert right_s < NOTICED_S + 2  # it is started again first


def test_the_database_is_locked_for_five_seconds(people: People, staff: Staff) -> None:
    standing = Standing(people, staff)
    traffic = Traffic(people, staff, count=80, rate=10)
    traffic.until_rung(10)
    with in_the_database(people.hotline, "BEGIN IMMEDIATE"):
        traffic.until_rung(60)
        figures = people.admin.get("/accounting", from_=traffic.began.isoformat())
    assert figures["offered"] + figures["live"] < 30, "the database was not locked"
    print(f"the wall is right {seconds_until(standing.is_shown, 'a wall that is right'):.1f} s after the lock")
    traffic.end()

    prove(people, standing.began, [*traffic.told(), *standing.end()])


def test_the_disk_is_full_for_a_while(people: People, staff: Staff) -> None:
    standing = Standing(people, staff)
    traffic = Traffic(people, staff, count=60, rate=10)
    traffic.until_rung(10)
    filler = on_the_small_disk(people.hotline).with_name("filler")
    # In the space that the WAL has taken on the disk before, commits would go on for a while.
    with in_the_database(people.hotline, "PRAGMA wal_checkpoint(TRUNCATE)"):
        pass
    fill(filler)
    try:
        traffic.until_rung(50)
        assert "SQL stalls" in people.hotline.log("cti")
    finally:
        filler.unlink()
    right_s = seconds_until(standing.is_shown, "a wall that is right")
    print(f"the wall is right {right_s:.1f} s after there is space again")
    traffic.end()

    prove(people, standing.began, [*traffic.told(), *standing.end()])


def test_postgresql_is_restarted(workspace: Path, ports: Ports) -> None:
    with (
        private_postgres(workspace / "restarted-postgres", ports) as cluster,
        running_hotline(
            workspace / "on-postgres", ports, CONFIG, HOTLINE_DATABASE_URL=cluster.new_database()
        ) as hotline,
        People(hotline, hotline.admin) as people,
        events(people.admin, "wall") as screen,
    ):
        staff = Staff(people, served=4)
        staff.until_ready()
        standing = Standing(people, staff)
        traffic = Traffic(people, staff, count=60, rate=10)
        traffic.until_rung(10)
        cluster.stop()
        stale_s = seconds_until(lambda: not screen.of("wall")[-1]["fresh"], "a wall that is not fresh")
        traffic.until_rung(40)
        cluster.start()
        right_s = seconds_until(lambda: screen.of("wall")[-1]["fresh"] and standing.is_shown(), "a wall that is right")
        print(f"the wall is not fresh after {stale_s:.1f} s, and right {right_s:.1f} s after PostgreSQL is back")
        traffic.end()

        prove(people, standing.began, [*traffic.told(), *standing.end()])
        hotline.until_ready()


def test_the_audit_of_all_this_balances(hotline: Hotline) -> None:
    done = subprocess.run(
        beside(hotline, "-m", "cti", "audit"),
        env={**os.environ, **hotline.env},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads(done.stdout)
    assert told["balanced"]
    assert told["offered"] == told["tickets"] == told["journal"]
    assert told["unknown"] == 0
