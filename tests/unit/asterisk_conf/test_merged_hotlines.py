"""The merged hotlines of a city on one number: the settings, where each number leads, and what Asterisk is told."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from asterisk_conf.render import render
from hotline.domain.calls.routing import agent_routes, hotline_of, own_numbers, queue_for, queue_titles, routes
from hotline.domain.transfers.emergency import transfer_mode
from hotline.domain.transfers.transfer import TransferMode
from hotline.settings.directory import DirectoryEntry
from hotline.settings.error import SettingsError
from hotline.settings.hotline import Hotline, load_hotline, parse_hotline
from tests.parts.conf import SECRETS, section, settings

EXAMPLE = Path(__file__).parents[3] / "docs" / "examples" / "merged_hotlines.toml"
TRUNK: dict[str, Any] = {"name": "carrier", "match": ["127.0.0.2/32"], "contact": "sip:127.0.0.2:5070"}
MAIN: dict[str, Any] = {"name": "hotline", "numbers": ["12345"]}
HEALTH: dict[str, Any] = {"name": "health", "numbers": ["12320"], "overflow_to": "hotline"}


def document(**changes: Any) -> dict[str, Any]:
    return {"trunks": [TRUNK], "queues": [MAIN, HEALTH], **changes}


@pytest.fixture(scope="module")
def city() -> Hotline:
    return load_hotline(EXAMPLE)


def test_the_example_city_has_all_its_hotlines_in_their_three_ways(city: Hotline) -> None:
    modes = [entry.mode for entry in city.hotlines]
    assert {mode: modes.count(mode) for mode in modes} == {"merged": 12, "parallel": 9, "subcentre": 2}
    landing = {entry.number: queue_for(city, entry.number) for entry in city.hotlines}
    assert {landing[entry.number] for entry in city.hotlines if entry.mode != "parallel"} == {"hotline"}
    own = [landing[entry.number] for entry in city.hotlines if entry.mode == "parallel"]
    assert len(set(own)) == len(own) == 9
    assert "hotline" not in own


@pytest.mark.parametrize("called", ["12300", "039812300", "+8639812300", "008612300"])
def test_a_merged_number_is_known_by_name_in_every_spelling(city: Hotline, called: str) -> None:
    entry = hotline_of(city, called)
    assert entry is not None
    assert (entry.number, entry.name, entry.unit) == ("12300", "电信用户申诉渠道", "市通管办")
    assert queue_for(city, called) == "hotline"
    assert hotline_of(city, "12345") is None


def test_a_sub_centre_is_dialled_and_everything_else_is_ours(city: Hotline) -> None:
    assert {"12345", "12300", "12320", "96119"} <= own_numbers(city)
    assert not {"12366", "12367"} & own_numbers(city)
    assert "12366" in routes(city)
    assert not {"12366", "039812366"} & agent_routes(city).keys()
    assert {"12345", "039812320"} <= agent_routes(city).keys()
    dialled = {number for entry in city.directory for number in entry.numbers}
    assert {"12366", "12367", "110", "119", "120", "122"} <= dialled


def test_a_parallel_queue_bears_its_hotlines_name(city: Hotline) -> None:
    titles = queue_titles(city)
    assert (titles["health"], titles["hotline"]) == ("12320 卫生", "hotline")


def test_a_queues_own_numbers_need_no_name() -> None:
    hotline = parse_hotline(document())
    assert hotline_of(hotline, "12345") is None
    assert routes(hotline)["12320"] == "health"


@pytest.mark.parametrize(
    ("wrong", "key", "expected"),
    [
        (document(queues=[MAIN, {**HEALTH, "overflow_to": "nowhere"}]), "overflow_to", "nowhere"),
        (document(queues=[MAIN, {**HEALTH, "overflow_to": "health"}]), "overflow_to", "does not overflow itself"),
        (document(queues=[MAIN, {**HEALTH, "overflow_after_s": 300}]), "queues[1]", "overflow_after_s of less than"),
        (document(hotlines=[{"number": "12300", "name": ""}]), "hotlines[0].name", "characters"),
        (document(hotlines=[{"number": "12300", "name": "a", "queue": "x"}]), "12300: queue", "health or hotline"),
        (document(hotlines=[{"number": "12320", "name": "a", "queue": "hotline"}]), "12320: queue", "health"),
        (document(hotlines=[{"number": "12300", "name": "a", "mode": "parallel"}]), "12300: queue", "its own"),
        (document(hotlines=[{"number": "12300", "name": "a"}] * 2), "hotlines: number", "each once"),
        (document(trunks=[{**TRUNK, "origin": "a,b"}]), "trunks[0].origin", "desk"),
        (document(trunks=[{**TRUNK, "origin_numbers": {"110": ["x"]}}]), "origin_numbers", "telephone number"),
    ],
)
def test_a_mistake_names_the_key_and_what_was_expected(wrong: dict[str, Any], key: str, expected: str) -> None:
    with pytest.raises(SettingsError) as caught:
        parse_hotline(wrong)
    assert key in str(caught.value)
    assert expected in str(caught.value)


def test_asterisk_is_told_of_the_whole_city(tmp_path: Path, city: Hotline) -> None:
    given = settings(tmp_path, tomllib.loads(EXAMPLE.read_text(encoding="utf-8")))
    files = render(given, [], SECRETS)
    dialplan, queues = files["extensions.conf"], files["queues.conf"]
    carrier = section(dialplan, "from-trunk-carrier")
    for number, queue in routes(city).items():
        first = carrier.index(f"exten => {number},1,Gosub(origin-carrier,s,1)")
        assert carrier[first + 1] == f" same => n,Goto(arrival-{queue},s,1)"
    expert, direct = section(dialplan, "queue-health"), section(dialplan, "queue-market")
    assert " same => n,Queue(health,icB(hotline-named^s^1)b(hotline-rings^s^1),,,20)" in expert
    assert not any(
        "Queue(market,icB(hotline-named^s^1)b(hotline-rings^s^1),,,3" in line
        or "Queue(market,icB(hotline-named^s^1)b(hotline-rings^s^1),,,0" in line
        for line in direct
    )
    for lines in (expert, direct):
        assert " same => n,Goto(queue-hotline,rest,1)" in lines
    assert {"timeoutpriority = conf", "timeout = 20"} <= set(section(queues, "health"))
    assert "timeoutpriority = app" in section(queues, "hotline")


def test_a_desk_is_known_by_its_trunk_or_by_its_number_in_every_spelling(tmp_path: Path) -> None:
    trunks = [
        {**TRUNK, "origin_numbers": {"119": ["04772110119"]}},
        {**TRUNK, "name": "police", "match": ["127.0.0.3"], "origin": "110"},
        {**TRUNK, "name": "other", "match": ["127.0.0.4"]},
    ]
    dialplan = render(settings(tmp_path, document(trunks=trunks)), [], SECRETS)["extensions.conf"]
    by_number = "\n".join(section(dialplan, "origin-carrier"))
    for spelling in ("04772110119", "4772110119", "2110119", "864772110119", "+864772110119"):
        assert f"exten => s/{spelling},1,Gosub(hotline-origin,s,1(119))" in by_number
    assert section(dialplan, "origin-carrier")[-1] == "exten => s,1,Return()"
    assert section(dialplan, "origin-police")[0] == "exten => s,1,Gosub(hotline-origin,s,1(110))"
    assert not re.search(r"origin-other|CALLERID", dialplan.replace("Set(CALLERID(all)", ""))


@pytest.mark.parametrize(
    ("wanted", "emergency", "mode"),
    [
        (None, False, TransferMode.BLIND),
        (None, True, TransferMode.THREE_WAY),
        (TransferMode.BLIND, True, TransferMode.THREE_WAY),
        (TransferMode.BLIND, False, TransferMode.BLIND),
        (TransferMode.CONSULT, True, TransferMode.CONSULT),
        (TransferMode.THREE_WAY, False, TransferMode.THREE_WAY),
    ],
)
def test_nobody_is_sent_to_an_emergency_desk_blindly(
    wanted: TransferMode | None, emergency: bool, mode: TransferMode
) -> None:
    assert transfer_mode(wanted, emergency=emergency) is mode


@pytest.mark.parametrize(("numbers", "is_one"), [(["119"], True), (["96300", "110"], True), (["96300"], False)])
def test_who_has_an_emergency_number_is_an_emergency_desk(numbers: list[str], is_one: bool) -> None:
    said = {"key": "desk", "name": "desk", "numbers": numbers}
    assert DirectoryEntry.model_validate(said).emergency is is_one
    assert DirectoryEntry.model_validate(said | {"emergency": False}).emergency is is_one
