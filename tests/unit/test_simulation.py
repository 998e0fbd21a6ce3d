"""The simulation: everybody is accounted for, and it keeps the rules that the product keeps."""

import math
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from callback.__main__ import main as callback_main
from callback.simulate import main
from callback.simulation import options
from callback.simulation.chart import chart
from callback.simulation.citizens import citizens
from callback.simulation.model import Played, play
from callback.simulation.report import report
from callback.simulation.scenario import Scenario, usual_day
from callback.simulation.words import words
from hotline.domain.callbacks.callback import OPEN, CallbackStatus
from hotline.domain.callbacks.hours import may_ring
from hotline.settings.hotline import parse_hotline

TRUNK = {"name": "carrier", "match": ["127.0.0.2/32"], "contact": "sip:127.0.0.2:5070"}
QUEUE = {"name": "hotline", "numbers": ["12345"]}
HOTLINE = """
[[trunks]]
name = "carrier"
match = ["127.0.0.2/32"]
contact = "sip:127.0.0.2:5070"

[[queues]]
name = "hotline"
numbers = ["12345"]
"""


def scenario(
    callback: Mapping[str, Any] | None = None, queue: Mapping[str, Any] | None = None, **other: Any
) -> Scenario:
    """A city's day with too few agents at noon; `other` are the scenario's fields, and the centre's time zone."""
    document: dict[str, Any] = {
        "centre": {"timezone": other.pop("timezone", "Asia/Shanghai")},
        "trunks": [{**TRUNK, **other.pop("trunk", {})}],
        "queues": [{**QUEUE, **(queue or {})}],
        "callback": dict(callback or {}),
    }
    values: dict[str, Any] = {
        "hotline": parse_hotline(document),
        "arrivals": usual_day(1500),
        "agents": options.agents("08:00-20:00=7,20:00-08:00=2"),
        "talk_s": 180.0,
        "patience_s": 60.0,
        "first_day": date(2026, 11, 23),
    }
    return Scenario(**values | other)


CASES = {
    "usual": scenario(),
    "auto": scenario({"mode": "auto", "min_idle_s": 0}),
    "short calls owe none": scenario({"short_abandon_s": 10, "keep_free": 1}),
    "two parts of a day": scenario({"hours": ["09:00-12:00", "14:00-18:30"], "min_idle_s": "2s"}),
    "few lines": scenario(trunk={"channels": 12, "reserve_inbound": 11}),
    "nobody rung": scenario({"hours": []}),
    "full and late": scenario(queue={"max_waiting": 2, "max_wait_s": 30}),
    "nobody there at night": scenario(agents=options.agents("08:00-20:00=7")),
    "three days": scenario({"expire_after": "6h", "max_attempts": 2}, days=3, reach=0.3),
    "clocks go back": scenario(timezone="Europe/Berlin", first_day=date(2026, 10, 25)),
}


@pytest.fixture(scope="module", params=list(CASES.values()), ids=list(CASES))
def played(request: pytest.FixtureRequest) -> Played:
    return play(request.param)


def test_every_call_is_answered_or_missed_and_every_missed_one_has_its_callback(played: Played) -> None:
    hours = played.tally.hours
    arrived = [citizen.id for citizen in citizens(played.scenario)]
    missed = sum(hour.missed for hour in hours)
    assert sum(hour.arrivals for hour in hours) == len(arrived) == sum(hour.answered for hour in hours) + missed
    assert missed == len(played.owed) + played.exempt
    ids = [owed.citizen.id for owed in played.owed]
    assert len(set(ids)) == len(ids)
    assert set(ids) <= set(arrived)
    for owed in played.owed:
        assert (owed.ended_at is None) == (owed.status in OPEN)
        assert owed.attempts <= played.scenario.hotline.callback.max_attempts
        assert owed.first_tried_at is None or owed.first_tried_at >= owed.missed_at
    assert sum(hour.reached for hour in hours) == sum(owed.status is CallbackStatus.REACHED for owed in played.owed)


def test_nobody_is_rung_outside_the_hours(played: Played) -> None:
    policy, zone, begin = played.scenario.hotline.callback, played.scenario.zone, played.scenario.begin
    for second in played.tally.dialled_s:
        assert may_ring(policy, zone, begin + timedelta(seconds=second))
    assert len(played.tally.dialled_s) == sum(hour.made for hour in played.tally.hours)
    assert bool(played.tally.dialled_s) == bool(policy.hours)


def test_nobody_is_offered_one_while_somebody_waits_and_enough_are_left_alone(played: Played) -> None:
    keep_free = played.scenario.hotline.callback.keep_free
    assert not [offer for offer in played.tally.offers if offer.waiting or offer.left_free < keep_free]


def test_agents_are_idle_for_a_part_of_their_time(played: Played) -> None:
    on_duty_s = sum(played.scenario.agents) * 60.0 * played.scenario.days
    present_s = sum(hour.present_s for hour in played.tally.hours)
    assert present_s >= on_duty_s * 0.999  # who talks when the shift is over stays
    assert all(0 <= hour.idle_s <= hour.present_s for hour in played.tally.hours)


def test_the_same_seed_gives_the_same_and_another_does_not() -> None:
    first, again, other = (report([("x", play(scenario(seed=seed)))], words("en")) for seed in (7, 7, 8))
    assert first == again
    assert first != other


def test_two_variants_meet_the_same_citizens() -> None:
    one, other = (list(citizens(scenario({"keep_free": keep}))) for keep in (0, 3))
    assert [(who.at_s, who.patience_s, who.talk_s) for who in one] == [
        (who.at_s, who.patience_s, who.talk_s) for who in other
    ]


def test_who_keeps_more_agents_free_answers_more_and_owes_longer() -> None:
    eager, careful = play(scenario()).figures(), play(scenario({"keep_free": 3})).figures()
    assert careful.calls.answered > eager.calls.answered
    assert careful.in_time < eager.in_time


def test_a_day_of_ten_thousand_calls() -> None:
    played = play(scenario(arrivals=usual_day(10_000), agents=options.agents("40")))
    assert sum(hour.arrivals for hour in played.tally.hours) == pytest.approx(10_000, rel=0.05)
    assert played.figures().duties.reached > 0


def test_where_nobody_sits_all_are_missed_and_none_is_rung() -> None:
    played = play(scenario(agents=options.agents("0")))
    figures = played.figures()
    assert figures.calls.answered == 0
    assert len(played.owed) == figures.calls.offered
    assert played.tally.dialled_s == []


def test_on_the_day_of_25_hours_the_table_has_each_hour_of_the_clock_once() -> None:
    played = play(CASES["clocks go back"])
    assert len(played.tally.hours) == 25
    lines = report([("x", played)], words("en")).splitlines()
    assert sum(line.startswith("02:00") for line in lines) == 1
    assert len([line for line in lines if line[:2].isdigit()]) == 24


def test_the_queue_is_that_of_the_textbook() -> None:
    """Without callbacks, ringing and wrap-up it is Erlang's A: n agents, impatient citizens."""
    agents, per_hour, talk_s, patience_s = 5, 100.0, 180.0, 90.0
    flat = scenario(
        {"hours": []},
        {"wrapup_s": 0, "max_wait_s": "4h", "max_waiting": 1000},
        arrivals=[per_hour / 2] * 48,
        agents=options.agents(str(agents)),
        talk_s=talk_s,
        patience_s=patience_s,
        pick_up_s=0.0,
        days=7,
    )
    calls = play(flat).figures().calls
    load, theta = per_hour * talk_s / 3600, talk_s / patience_s
    weights = [load**busy / math.factorial(busy) for busy in range(agents + 1)]
    for waiting in range(1, 200):
        weights.append(weights[-1] * load / (agents + waiting * theta))
    left = sum(max(0, number - agents) * theta * weight for number, weight in enumerate(weights)) / load / sum(weights)
    assert 1 - calls.answered / calls.offered == pytest.approx(left, abs=0.015)


def test_the_chart_is_well_formed_whatever_stands_in_it() -> None:
    one, other = play(scenario()), play(scenario({"keep_free": 1}))
    drawn = chart([('<script>"&', one), ("b", other)], words("zh"))
    root = ElementTree.fromstring(drawn.encode())
    assert "<script>" not in drawn
    assert len(root.findall(".//{*}polyline")) == 4
    week = chart([("x", play(replace(one.scenario, days=2)))], words("en"))
    assert "11-24" in "".join(ElementTree.fromstring(week.encode()).itertext())


@pytest.fixture
def config(tmp_path: Path) -> str:
    path = tmp_path / "hotline.toml"
    path.write_text(HOTLINE, encoding="utf-8")
    return str(path)


def test_an_operator_compares_two_settings(config: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "calls.csv").write_text("time,calls\n08:00,50\n08:30,60.5\n", encoding="utf-8-sig")
    said = ["--config", config, "--arrivals", str(tmp_path / "calls.csv"), "--agents", "5", "--lang", "en"]
    said += [
        "--set",
        "callback.min_idle_s=5s",
        "--set",
        'callback.hours=["08:00-12:00"]',
        "--set",
        "queues.0.wrapup_s=9",
    ]
    assert main([*said, "--compare", "callback.keep_free=2", "--plot", str(tmp_path / "day.svg")]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("A: hotline.toml callback.min_idle_s=5s")
    assert "callback.keep_free=2" in printed.splitlines()[1]
    assert (tmp_path / "day.svg").read_text(encoding="utf-8").startswith("<?xml")
    assert main(["--config", config, "--arrivals", "100"]) == 0
    assert "广义接通率" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (["--arrivals", "many"], "a number of calls a day"),
        (["--arrivals", "900000"], "at most 200000"),
        (["--agents", "08:00-20:00"], "shifts such as"),
        (["--agents", "08:00-20:00=3,19:00-21:00=2"], "do not overlap"),
        (["--agents", "25:00-26:00=3"], "hours such as"),
        (["--talk", "long"], "a duration"),
        (["--talk", "0"], "more than 0s"),
        (["--patience=-5s"], "a duration"),
        (["--days", "0"], "1 to 31 days"),
        (["--reach", "1.5"], "0 to 1"),
        (["--reach", "nan"], "0 to 1"),
        (["--date", "soon"], "--date"),
        (["--date", "9999-12-31"], "1970 to 9000"),
        (["--seed", "x"], "--seed"),
        (["--set", "callback.min_idle_s"], "a setting such as"),
        (["--set", "callback.nothing=1"], "no such key"),
        (["--set", "callback.keep_free=lots"], "callback.keep_free"),
        (["--compare", "queues.7.wrapup_s=1"], "a number below 1"),
        (["--compare", "callback.keep_free.x.y=1"], "keep_free"),
        (["--plot", "/nowhere/at/all.svg"], "cannot be written"),
        (["--config", "/nowhere.toml"], "does not exist"),
        (["--lang", "fr"], "--lang"),
    ],
)
def test_a_wrong_option_is_said_in_words(
    config: str, capsys: pytest.CaptureFixture[str], said: list[str], expected: str
) -> None:
    try:
        status = main(["--config", config, "--arrivals", "20", *said])
    except SystemExit as end:  # argparse's own way
        status = int(str(end.code))
    assert status == 2
    assert expected in capsys.readouterr().err


@pytest.mark.parametrize("line", ["8:15,3", "24:00,3", "08:00", "08:00,-3", "08:00,x"])
def test_a_wrong_line_of_arrivals_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "calls.csv"
    path.write_text(f"time,calls\n08:00,1\n{line}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"calls\.csv line 3"):
        options.arrivals(str(path))


def test_what_is_no_csv_is_said_to_be_none(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    path.write_bytes(b"08:00,\xff\xfe")
    with pytest.raises(ValueError, match=r"CSV in UTF-8 in calls\.csv"):
        options.arrivals(str(path))


def test_a_day_without_calls_is_a_day(config: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--config", config, "--arrivals", "0", "--agents", "0", "--plot", str(tmp_path / "day.svg")]) == 0
    assert capsys.readouterr().out.count("23:00") == 1


def test_a_shift_goes_over_midnight() -> None:
    agents = options.agents("20:00-08:00=3,08:00-20:00=10")
    assert (agents[0], agents[479], agents[480], agents[1199], agents[1200], agents[1439]) == (3, 3, 10, 10, 3, 3)
    assert options.agents("22:00-00:00=1")[1439] == 1


def test_the_role_takes_no_other_word(capsys: pytest.CaptureFixture[str]) -> None:
    assert callback_main(["simulat"]) == 2
    assert "simulate" in capsys.readouterr().err
