"""The password of `admin`, as `python -m hotline.store` sees to it at each start."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from hotline.domain.agents.agent import Role
from hotline.store.agents import agents
from hotline.store.agents.agents import NewUser
from hotline.store.agents.passwords import hash_password, verify_password
from hotline.store.engine import open_engine, reading, writing
from hotline.store.tables import access_log

ROOT = Path(__file__).parents[2]


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'hotline.db'}"


def start(folder: Path, password: str) -> "subprocess.CompletedProcess[str]":
    env = {name: value for name, value in os.environ.items() if not name.startswith("HOTLINE_")}
    env |= {"HOTLINE_STATE_DIR": str(folder), "HOTLINE_ADMIN_PASSWORD": password}
    return subprocess.run([sys.executable, "-m", "hotline.store"], env=env, cwd=ROOT, capture_output=True, text=True)


def fits(database_url: str, password: str) -> bool:
    engine = open_engine(database_url)
    with reading(engine) as connection:
        admin = agents.get(connection, "admin")
    engine.dispose()
    return admin is not None and verify_password(admin.password_hash, password)


def test_a_weak_one_stops_the_start_with_the_rule(tmp_path: Path) -> None:
    refused = start(tmp_path, "s3cret")
    assert (refused.returncode, refused.stderr.strip()) == (
        2,
        "HOTLINE_ADMIN_PASSWORD: expected at least 12 characters",
    )


def test_what_the_admin_has_chosen_outlives_a_start_and_a_new_value_does_not(tmp_path: Path, database_url: str) -> None:
    assert start(tmp_path, "the first of them").returncode == 0
    engine = open_engine(database_url)
    with writing(engine) as connection:
        agents.set_password(connection, "admin", hash_password("chosen on the page"))
    engine.dispose()
    start(tmp_path, "the first of them")
    assert fits(database_url, "chosen on the page")
    start(tmp_path, "the second of them")
    assert fits(database_url, "the second of them")


def test_a_removed_admin_stays_removed_while_there_is_another(tmp_path: Path, database_url: str) -> None:
    start(tmp_path, "the first of them")
    engine = open_engine(database_url)
    with writing(engine) as connection:
        agents.add(
            connection,
            NewUser(username="li", name="L", role=Role.ADMIN, password_hash="", wish_since=datetime.now(UTC)),
        )
        agents.remove(connection, "admin", datetime.now(UTC))
    assert start(tmp_path, "the first of them").stdout == ""
    assert len(start(tmp_path, "the second of them").stdout.splitlines()) == 1
    with writing(engine) as connection:
        assert agents.get(connection, "admin") is None
        agents.remove(connection, "li", datetime.now(UTC))
    start(tmp_path, "the second of them")
    engine.dispose()
    assert fits(database_url, "the second of them")


def test_what_the_start_does_to_admin_stands_in_the_log_of_access(tmp_path: Path, database_url: str) -> None:
    start(tmp_path, "the first of them")
    start(tmp_path, "the second of them")
    engine = open_engine(database_url)
    with reading(engine) as connection:
        rows = connection.execute(select(access_log.c.kind, access_log.c.username).order_by(access_log.c.id)).all()
    engine.dispose()
    assert [tuple(row) for row in rows] == [("agent_added", "admin"), ("password_changed", "admin")]
