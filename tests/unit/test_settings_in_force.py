"""What is in force, where it comes from, and what is wrong in the file now."""

from pathlib import Path

import pytest

from hotline.settings.environment import Settings, load_settings
from hotline.settings.in_force import Source, file_now, of_environment, of_file, without_password

FILE = """
[[trunks]]
name = "carrier"
match = ["127.0.0.2/32"]
contact = "sip:127.0.0.2:5070"
username = "city"
password = "the carrier's secret"

[[queues]]
name = "hotline"
numbers = ["12345"]
ring_s = "25s"

[callback]
hours = ["09:00-12:00"]
retry_after = ["10m", "1h", "90s"]
"""
ENV = {
    "HOTLINE_HTTP_PORT": "8090",
    "HOTLINE_DATABASE_URL": "postgresql://hotline:s3cret@db/hotline?password=s3cret",
    "HOTLINE_REDIS_URL": "redis://:s3cret@redis:6379/0",
    "HOTLINE_METRICS_TOKEN": "s3cret-s3cret-s3cret",
    "HOTLINE_ADMIN_PASSWORD": "s3cret and long enough",
}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    path = tmp_path / "hotline.toml"
    path.write_text(FILE, encoding="utf-8")
    return load_settings({**ENV, "HOTLINE_CONFIG": str(path), "HOTLINE_STATE_DIR": str(tmp_path)})


def test_each_value_says_where_it_comes_from(settings: Settings) -> None:
    shown = {one.key: (one.value, one.source) for one in of_file(settings.hotline)}
    assert shown["queues[hotline].ring_s"] == ("25s", Source.FILE)
    assert shown["queues[hotline].max_wait_s"] == ("5m", Source.DEFAULT)
    assert shown["callback.hours"] == (["09:00-12:00"], Source.FILE)
    assert shown["callback.retry_after"] == (["10m", "1h", "90s"], Source.FILE)
    assert shown["callback.expire_after"] == ("3d", Source.DEFAULT)
    assert shown["centre.timezone"] == ("Asia/Shanghai", Source.DEFAULT)
    env = {one.key: (one.value, one.source) for one in of_environment(settings, ENV)}
    assert env["HOTLINE_HTTP_PORT"] == (8090, Source.ENVIRONMENT)
    assert env["HOTLINE_SIP_PORT"] == (5060, Source.DEFAULT)


def test_no_secret_is_shown(settings: Settings) -> None:
    everything = [*of_file(settings.hotline), *of_environment(settings, ENV)]
    assert "s3cret" not in str(everything)
    assert "carrier's secret" not in str(everything)
    assert {one.key: one.value for one in everything if one.secret} == {
        "trunks[carrier].password": True,
        "HOTLINE_METRICS_TOKEN": True,
        "HOTLINE_ADMIN_PASSWORD": True,
    }
    assert without_password("redis://:p%40ss@host/0") == "redis://:***@host/0"


def test_the_file_of_now_names_every_mistake_or_what_a_restart_brings(settings: Settings) -> None:
    path = settings.config_path
    assert file_now(path, settings.hotline).changed == []
    path.write_text(FILE.replace("25s", "30s").replace("the carrier's secret", "another"), encoding="utf-8")
    assert file_now(path, settings.hotline).changed == ["queues[hotline].ring_s", "trunks[carrier].password"]
    path.write_text(FILE.replace('"25s"', '"soon"').replace("09:00", "25:00"), encoding="utf-8")
    wrong = file_now(path, settings.hotline).mistakes
    assert [one.partition(":")[0] for one in wrong] == ["queues[0].ring_s", "callback.hours[0]"]
    path.write_text("[[queues]", encoding="utf-8")
    assert "TOML" in file_now(path, settings.hotline).mistakes[0]
