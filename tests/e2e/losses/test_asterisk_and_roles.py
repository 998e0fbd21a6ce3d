"""Asterisk, its connection or a role fails under calls: none is lost, and the wall is right again."""

import json
import os
import random
import re
import subprocess
import time
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from ops.phones.agent import NEVER_PICKS_UP, REJECTS
from ops.phones.citizen import Fate
from tests.parts.hotline import Hotline
from tests.parts.losses.faults import (
    LONG,
    NOTICED_S,
    ROLES,
    SILENCE_S,
    beside,
    is_stale,
    is_told_of,
    kept_from_starting,
    seconds_until,
    told_after_death,
)
from tests.parts.losses.traffic import (
    LINES,
    Staff,
    Standing,
    Traffic,
    prove,
    prove_times,
    unix,
)
from tests.parts.people import People
from tests.parts.programs import program
from tests.parts.wait import until


def test_roles_are_killed_at_random_moments(people: People, staff: Staff, chance: random.Random) -> None:
    rate, seconds, kills = (20, 60, 20) if LONG else (10, 8, 8)
    traffic = Traffic(people, staff, count=rate * seconds, rate=rate)
    victims = [*ROLES * (kills // len(ROLES))]
    chance.shuffle(victims)
    for role, moment in zip(victims, sorted(chance.sample(range(rate * seconds), kills)), strict=True):
        traffic.until_rung(moment)
        people.hotline.kill(role)
        print(f"after {moment} calls: {role} killed")
    traffic.end()
    people.hotline.until_ready()

    told = traffic.told()
    print(f"{sum(len(one.ways) > 1 for one in told)} of {len(told)} citizens cannot say quite exactly how it ended")
    prove(people, traffic.began, told)


def test_the_connection_to_asterisk_is_cut(people: People, staff: Staff) -> None:
    standing = Standing(people, staff)
    traffic = Traffic(people, staff, count=30, rate=10)
    traffic.until_rung(10)
    asterisk = people.hotline.asterisk
    sessions = re.findall(r"^ *cti +\S+ +\d+ +\d+ +(\d+)", asterisk.cli("manager show connected"), re.M)
    assert sessions, asterisk.cli("manager show connected")
    cut_s = time.time()
    for session in sessions:
        asterisk.cli(f"manager kick session {session}")

    def is_connected_anew() -> bool:
        (node,) = people.admin.get("/wall")["nodes"]
        return bool(unix(node["since"]) > cut_s and standing.is_shown())

    print(f"the wall is right {seconds_until(is_connected_anew, 'a fresh wall'):.1f} s after the cut")
    traffic.end()

    prove(people, standing.began, [*traffic.told(), *standing.end()])


def test_asterisk_says_nothing_for_a_while(people: People, staff: Staff) -> None:
    standing = Standing(people, staff)
    traffic = Traffic(people, staff, count=30, rate=10)
    traffic.until_rung(10)
    with people.hotline.frozen("asterisk"):
        frozen_at = time.monotonic()
        stale_s = seconds_until(lambda: is_stale(people.admin), "a wall that is not fresh")
        until(lambda: time.monotonic() - frozen_at > SILENCE_S, "a long silence", 2 * SILENCE_S)
    right_s = seconds_until(standing.is_shown, "a wall that is right")
    print(f"the wall is not fresh after {stale_s:.1f} s, and right {right_s:.1f} s after Asterisk goes on")
    traffic.end()

    prove(people, standing.began, [*traffic.told(unlucky=True), *standing.end()])
    assert stale_s < NOTICED_S
    assert right_s < NOTICED_S


@pytest.mark.parametrize("death", ["kill -9", "kill -9, cti too", "core restart now"])
def test_asterisk_dies_under_its_calls(people: People, staff: Staff, death: str) -> None:
    standing = Standing(people, staff)
    traffic = Traffic(people, staff, count=50, rate=10)
    traffic.until_rung(25)
    died_s = time.time()
    if death == "core restart now":
        people.hotline.asterisk.cli(death)
    else:
        people.hotline.kill("asterisk")
    dead_s = time.time()  # the console's command takes its time on a busy machine
    if death == "kill -9, cti too":
        people.hotline.kill("cti")
    stale_s = seconds_until(lambda: is_stale(people.admin), "a wall that is not fresh")
    fresh_s = seconds_until(lambda: not is_stale(people.admin), "a fresh wall", 120)
    phones_s = seconds_until(lambda: not people.admin.get("/wall")["agents"]["offline"], "all phones", 120)
    print(f"the wall is not fresh after {stale_s:.1f} s, fresh {fresh_s:.1f} s and all phones {phones_s:.1f} s later")
    traffic.hang_up(call for call in traffic.citizens if call.called_at_s and call.called_at_s < died_s)
    traffic.end(90)
    told = standing.end(missed=frozenset({"down"}))
    told += [
        one for one in told_after_death(traffic, died_s, dead_s) if one.citizen.code == 200 or is_told_of(people, one)
    ]

    calls = prove(people, standing.began, told)
    for one in told:
        call = calls[one.citizen.caller]
        assert unix(call["started_at"]) > died_s or unix(call["ended_at"]) < dead_s + 5, call
    assert stale_s < NOTICED_S
    assert phones_s < NOTICED_S
    staff.until_ready()  # nobody is held for a phone that fell silent as Asterisk died


@pytest.mark.parametrize("death", ["kill -9", "core restart now"])
def test_whose_phone_rings_as_asterisk_dies_is_not_held_for_it(people: People, death: str) -> None:
    declines = people.agent("abandoned", behaviour=REJECTS)
    rung = people.agent("abandoned", behaviour=NEVER_PICKS_UP, state="paused")
    people.citizen(LINES["abandoned"], fate=Fate(stays_s=3))
    until(lambda: declines.now["holds"] == ["declined"], "a hold for who declined")
    # meanwhile Asterisk writes down the phones' registrations
    declines.stays(3, holds=["declined"])
    rung.say("ready")
    rung.until_state("ready")
    caller = people.new_number()
    people.citizen(LINES["abandoned"], caller=caller, fate=Fate(stays_s=5))
    rung.until_ringing(caller)
    if death == "core restart now":
        people.hotline.asterisk.cli(death)
    else:
        people.hotline.kill("asterisk")
    seconds_until(lambda: is_stale(people.admin), "a wall that is not fresh")
    seconds_until(lambda: not is_stale(people.admin), "a fresh wall", 120)

    rung.until_state("ready")
    rung.stays(3, state="ready")
    assert declines.now["holds"] == ["declined"]


@pytest.mark.parametrize("how", [Hotline.frozen, kept_from_starting], ids=["frozen", "away"])
def test_cti_catches_up_with_a_hundred_calls(
    people: People, staff: Staff, how: Callable[[Hotline, str], AbstractContextManager[None]]
) -> None:
    with how(people.hotline, "cti"):
        stale_s = seconds_until(lambda: is_stale(people.admin), "a wall that is not fresh")
        traffic = Traffic(people, staff, count=100, rate=20)
        traffic.end()
        back_s = time.monotonic()
    until(lambda: people.admin.get("/accounting", from_=traffic.began.isoformat())["offered"] == 100, "100 calls", 15)
    caught_up_s = time.monotonic() - back_s

    told = traffic.told()
    worst_s = prove_times(told, prove(people, traffic.began, told))
    print(f"the wall is not fresh after {stale_s:.1f} s, all 100 calls are there {caught_up_s:.1f} s after cti is back")
    print(f"their times are at most {worst_s:.2f} s from the telephones'")
    assert caught_up_s < 5 + NOTICED_S  # promised are 5 s
    assert stale_s < NOTICED_S


def test_two_cti_are_started_by_mistake(people: People, staff: Staff) -> None:
    hotline = people.hotline
    log = hotline.folder / "second-cti.log"
    with program(beside(hotline, "-m", "cti"), log, env=hotline.env):
        until(lambda: "waits for it to end" in log.read_text(), "a second cti that waits")
        traffic = Traffic(people, staff, count=60, rate=10)
        traffic.until_rung(20)
        hotline.kill("cti")
        until(lambda: "AMI connection" in log.read_text(), "the second one at work")
        traffic.until_rung(40)
    until(lambda: not is_stale(people.admin), "a third one at work")
    traffic.end()

    prove(people, traffic.began, traffic.told())
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
