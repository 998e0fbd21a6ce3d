"""The supervisor's decisions: how soon a program is back, what a start waits for, what the operator reads."""

from pathlib import Path

import pytest

from agent_api.health.readiness import Readiness
from hotline.names.readiness import ReadyField
from hotline.names.roles import RoleName
from hotline.settings.environment import Settings, load_settings
from ops.plan import (
    Program,
    Stage,
    catches_sigint_as_make,
    exit_text,
    first_password,
    guilty,
    page_url,
    ready_text,
    restart_pause_s,
    still_missing,
)
from ops.programs import Surroundings, programs

PARTS = (ReadyField.ASTERISK, ReadyField.SQL, ReadyField.REDIS, ReadyField.DISK)
ROOT = Path(__file__).parents[3]


def settings(**env: str) -> Settings:
    return load_settings({"HOTLINE_CONFIG": str(ROOT / "hotline.toml"), "HOTLINE_STATE_DIR": "/srv/hotline", **env})


def test_a_program_that_dies_once_is_back_at_once() -> None:
    assert restart_pause_s(1) == 0


def test_a_program_that_goes_on_dying_is_never_away_for_more_than_a_second() -> None:
    assert [restart_pause_s(deaths) for deaths in (2, 3, 4, 5, 1000)] == [0.25, 0.5, 1.0, 1.0, 1.0]


@pytest.mark.parametrize(
    ("status", "text"), [(1, "exit status 1"), (-9, "killed by SIGKILL"), (-63, "killed by signal 63")]
)
def test_the_operator_reads_how_a_program_died(status: int, text: str) -> None:
    assert exit_text(status) == text


@pytest.mark.parametrize(
    ("status", "body", "missing"),
    [
        (200, b"", []),
        (503, b'{"ready": false, "roles": []}', ["agent_api"]),
        (503, b"[]", ["agent_api"]),
        (502, b"<html>", ["agent_api"]),
    ],
)
def test_the_operator_reads_what_the_start_still_waits_for(status: int, body: bytes, missing: list[str]) -> None:
    assert still_missing(status, body) == missing


def test_a_failed_start_shows_the_log_of_the_program_that_died_most() -> None:
    assert guilty(["asterisk"], {"asterisk": 0, "cti": 3, "ivr": 1}) == "cti"


def test_a_failed_start_without_deaths_shows_the_log_of_what_is_missing() -> None:
    assert guilty(["sql", "ivr"], {"asterisk": 0, "ivr": 0}) == "ivr"
    assert guilty(["sql"], {"asterisk": 0}) is None


def test_readyz_has_the_fields_that_the_start_waits_by() -> None:
    assert list(Readiness.model_fields) == list(ReadyField)


@pytest.mark.parametrize("missing", [*PARTS, *RoleName])
def test_whatever_readyz_says_is_missing_the_operator_reads(missing: str) -> None:
    body = Readiness(
        ready=False,
        asterisk=missing != ReadyField.ASTERISK,
        sql=missing != ReadyField.SQL,
        redis=missing != ReadyField.REDIS,
        disk=missing != ReadyField.DISK,
        roles={role.value: missing != role for role in RoleName},
    )
    assert still_missing(503, body.model_dump_json().encode()) == [missing]


def test_a_readyz_that_misses_nothing_and_is_not_ready_is_the_pages_own_fault() -> None:
    body = Readiness(ready=False, asterisk=True, sql=True, redis=True, disk=True, roles={"cti": True})
    assert still_missing(503, body.model_dump_json().encode()) == ["agent_api"]


def test_the_first_password_is_found_once_and_only_when_it_was_made() -> None:
    assert first_password("migrating\nfirst password: abc-123\n") == "abc-123"
    assert first_password("migrating\n") is None


@pytest.mark.parametrize(
    ("host", "url"),
    [("127.0.0.1", "http://127.0.0.1:8080"), ("0.0.0.0", "http://127.0.0.1:8080"), ("::", "http://[::1]:8080")],
)
def test_the_page_has_an_address_that_a_browser_can_open(host: str, url: str) -> None:
    assert page_url(settings(HOTLINE_HTTP_HOST=host)) == url


def test_an_open_hotline_says_where_page_phones_and_trunk_are() -> None:
    text = ready_text(settings(HOTLINE_SIP_PORT="15060"), 3.21)
    assert "ready after 3.2 s" in text
    assert "http://127.0.0.1:8080/docs" in text
    assert "sip:127.0.0.1:15060" in text
    assert "carrier: calls from 127.0.0.2/32 to UDP port 15060; ours go to sip:127.0.0.2:5070" in text


def test_roles_end_before_asterisk_and_asterisk_before_redis() -> None:
    assert list(Stage) == [Stage.ROLE, Stage.SWITCH, Stage.REDIS]


def of(given: Settings) -> list[Program]:
    return programs(given, Surroundings(given, None))


def test_an_instance_brings_a_redis_unless_it_is_told_of_one() -> None:
    brought = [program.name for program in of(settings())]
    told = [program.name for program in of(settings(HOTLINE_REDIS_URL="redis://127.0.0.1/0"))]
    assert brought == ["redis", "asterisk", "cti", "ivr", "callback", "agent_api"]
    assert told == brought[1:]


def test_asterisk_and_the_roles_are_not_told_the_first_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOTLINE_ADMIN_PASSWORD", "s3cret")
    assert not any("s3cret" in program.env.values() for program in of(settings()))


@pytest.mark.parametrize(
    ("status", "catches"),
    [
        ("Name:\tmake\nSigCgt:\t0000000000004007\n", True),
        ("Name:\tmake\nSigCgt:\t0000000000004005\n", False),  # it was interrupted: the default action is back
        ("Name:\tbash\nSigCgt:\t0000000000004007\n", False),
        ("", False),
    ],
)
def test_a_make_that_was_interrupted_alone_is_noticed(status: str, catches: bool) -> None:
    assert catches_sigint_as_make(status) is catches
