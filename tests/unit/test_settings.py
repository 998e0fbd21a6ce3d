"""A mistake in the settings is one clear line that names the key and what was expected."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from hotline.settings.directory import DirectoryEntry
from hotline.settings.environment import load_settings
from hotline.settings.error import SettingsError
from hotline.settings.hotline import Hotline, parse_hotline
from hotline.settings.mistake import mistake
from hotline.settings.queues import MergedHotline, Queue
from hotline.settings.trunks import Centre, Trunk
from hotline.settings.values import Hours
from tests.parts.wrong_values import complaints_about, is_plain

TRUNK = {"name": "carrier", "match": ["127.0.0.2/32"], "contact": "sip:127.0.0.2:5070"}
QUEUE = {"name": "hotline", "numbers": ["12345"]}

WATER: dict[str, Any] = {"key": "water", "name": "水务热线", "numbers": ["96300"], "code": "11"}


def document(**changes: Any) -> dict[str, Any]:
    return {"trunks": [TRUNK], "queues": [QUEUE], **changes}


def test_what_is_not_written_has_its_default() -> None:
    hotline = parse_hotline(document())
    assert hotline.queues[0].ring_s == 20
    assert hotline.callback.hours == [Hours(480, 1260)]
    assert hotline.callback.retry_after == [600, 3600, 14400]


def test_the_example_is_valid() -> None:
    settings = load_settings({"HOTLINE_CONFIG": str(Path(__file__).parents[2] / "hotline.toml")})
    assert settings.hotline.trunks[0].name == "carrier"
    assert settings.redis_embedded


@pytest.mark.parametrize(("text", "seconds"), [("2s", 2), ("10m", 600), ("4h", 14400), ("3d", 259200), (7, 7)])
def test_durations(text: object, seconds: float) -> None:
    assert parse_hotline(document(queues=[{**QUEUE, "wrapup_s": text}])).queues[0].wrapup_s == seconds


@pytest.mark.parametrize(
    ("wrong", "key", "expected"),
    [
        (document(trunks=[]), "trunks", "expected at least 1 entries"),
        (document(queues=[{**QUEUE, "ring_s": "20x"}]), "queues[0].ring_s", "duration"),
        (document(queues=[{**QUEUE, "ring_s": True}]), "queues[0].ring_s", "duration"),
        (
            document(queues=[{**QUEUE, "no_answer": "shout"}]),
            "queues[0].no_answer",
            'expected one of "pause", "keep", got \'shout\'',
        ),
        (document(queues=[{**QUEUE, "rings": 3}]), "queues[0].rings", "no such key"),
        (document(queues=[QUEUE, QUEUE]), "queues: name", "each once"),
        (document(trunks=[{**TRUNK, "match": ["carrier"]}]), "trunks[0].match[0]", "address or network"),
        (document(trunks=[{**TRUNK, "name": "a b"}]), "trunks[0].name", "letters"),
        (document(trunks=[TRUNK, {**TRUNK, "name": "desk", "match": ["127.0.0.0/8"]}]), "trunks: match", "one trunk"),
        (document(centre={"timezone": "Mars/Olympus"}), "centre.timezone", "time zone"),
        (document(callback={"hours": ["21:00-08:00"]}), "callback.hours[0]", "start before the end"),
        (document(callback={"hours": ["08:00-24:01"]}), "callback.hours[0]", "24:00"),
        (document(directory=[{**WATER, "code": "12345"}]), "directory[0].code", "1 to 4 digits"),
        (document(directory=[{**WATER, "hours": ["8-12"]}]), "directory[0].hours[0]", "08:00-21:00"),
        (document(directory=[{**WATER, "name": "水" * 65}]), "directory[0].name", "at most 64"),
        (document(directory=[WATER, {**WATER, "key": "gas"}]), "directory: code", "each once"),
        (document(recording={"keep_days": 0}), "recording.keep_days", "expected 1 or more, got 0"),
        (document(queues=[{"numbers": ["12345"]}]), "queues[0].name", "expected a value; it is missing"),
        (document(queues=[7]), "queues[0]", "expected a table, got 7"),
        (document(centre=7), "centre", "expected a table, got 7"),
        (document(queues=7), "queues", "expected an array, got 7"),
        (document(recording={"enabled": "maybe"}), "recording.enabled", "expected true or false, got 'maybe'"),
        (document(floods={"number_alarm": "many"}), "floods.number_alarm", "expected a whole number, got 'many'"),
        (document(callback={"days": {"2026-13-01": []}}), "callback.days.2026-13-01", 'a day such as "2026-11-21"'),
        (document(callback={"weekdays": {"sunday": []}}), "callback.weekdays.sunday", 'one of "mon", "tue"'),
    ],
)
def test_a_mistake_names_the_key_and_what_was_expected(wrong: dict[str, Any], key: str, expected: str) -> None:
    with pytest.raises(SettingsError) as caught:
        parse_hotline(wrong)
    line = str(caught.value)
    assert key in line
    assert expected in line
    assert "\n" not in line


def test_a_secret_is_not_shown() -> None:
    with pytest.raises(SettingsError) as caught:
        parse_hotline(document(trunks=[{**TRUNK, "password": 987654}]))
    assert str(caught.value) == "hotline.toml: trunks[0].password: expected text"


SECTIONS = {
    *(Hotline, Queue, MergedHotline, Trunk, Centre, DirectoryEntry),
    *(field.annotation for field in Hotline.model_fields.values() if isinstance(field.annotation, type)),
}


@pytest.mark.parametrize("model", sorted(SECTIONS, key=str), ids=str)
def test_every_rule_is_said_in_plain_words(model: type[BaseModel]) -> None:
    said = {mistake(error) for error in complaints_about(model)}
    assert {line for line in said if not is_plain(line)} == set()


def test_midnight_ends_a_day() -> None:
    assert parse_hotline(document(callback={"hours": ["08:00-24:00"]})).callback.hours == [Hours(480, 1440)]


@pytest.mark.parametrize(
    ("env", "key"),
    [
        ({"HOTLINE_HTTP_PORT": "eighty"}, "HOTLINE_HTTP_PORT"),
        ({"HOTLINE_SIP_PORT": "70000"}, "HOTLINE_SIP_PORT"),
        ({"HOTLINE_RTP_PORTS": "20000-10000"}, "HOTLINE_RTP_PORTS"),
        ({"HOTLINE_DATABASE_URL": "mysql://x"}, "HOTLINE_DATABASE_URL"),
        ({"HOTLINE_REDIS_URL": "localhost:6379"}, "HOTLINE_REDIS_URL"),
        ({"HOTLINE_CONFIG": "/nowhere/hotline.toml"}, "HOTLINE_CONFIG"),
        ({"HOTLINE_NODE": "Node 1"}, "HOTLINE_NODE"),
    ],
)
def test_a_wrong_variable_is_named(env: dict[str, str], key: str) -> None:
    with pytest.raises(SettingsError, match=key):
        load_settings(env)


def test_toml_that_cannot_be_read_says_where(tmp_path: Path) -> None:
    broken = tmp_path / "hotline.toml"
    broken.write_text("[centre\n")
    with pytest.raises(SettingsError, match="line 1"):
        load_settings({"HOTLINE_CONFIG": str(broken)})


def test_postgresql_gets_the_driver_that_we_ship() -> None:
    root = Path(__file__).parents[2]
    env = {"HOTLINE_CONFIG": str(root / "hotline.toml"), "HOTLINE_DATABASE_URL": "postgresql://u:p@h/d"}
    assert load_settings(env).database_url == "postgresql+psycopg://u:p@h/d"


@pytest.mark.parametrize(
    "number", ["110", "0477110", "010119", "0110", "0086120", "+86122", "0086477110", "00860477110"]
)
def test_an_emergency_desk_is_one_in_every_spelling(number: str) -> None:
    assert DirectoryEntry(key="desk", name="x", numbers=[number]).emergency


@pytest.mark.parametrize("number", ["12110", "1110", "96110", "86110", "04778330110", "13800000110", "1200", "12345"])
def test_what_only_ends_like_one_is_none(number: str) -> None:
    assert not DirectoryEntry(key="desk", name="x", numbers=[number]).emergency


@pytest.mark.parametrize(
    ("survey", "key"),
    [
        ({"queues": ["nowhere"]}, "survey: queues"),
        ({"answers": ["fair", "fair"]}, "answers"),
        ({"answers": ["fair"]}, "survey.answers"),
        ({"callback_at": "angry"}, "survey.callback_at"),
    ],
)
def test_a_survey_that_cannot_be_asked_is_named(survey: dict[str, Any], key: str) -> None:
    with pytest.raises(SettingsError, match=key):
        parse_hotline(document(survey=survey))


def test_who_is_as_dissatisfied_as_said_or_more_is_owed_a_call() -> None:
    survey = parse_hotline(document(survey={"callback_at": "dissatisfied"})).survey
    assert [survey.wants_follow_up(answer) for answer in ("fair", "dissatisfied", "very_dissatisfied", None)] == [
        False,
        True,
        True,
        False,
    ]
    assert not parse_hotline(document(survey={"callback_at": ""})).survey.wants_follow_up("very_dissatisfied")
