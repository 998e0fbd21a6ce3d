"""The state folder changes hands without following anything; logs are opened where nobody else can put a link."""

import os
import pwd
from pathlib import Path

import pytest

from ops import account
from ops.account import Account, needs_low_ports, own_state, service_account
from ops.logs import Logs
from ops.preflight import Refused

SOMEBODY = Account(name="nobody", uid=65534, gid=65534)
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")


def test_whoever_is_not_root_runs_everything_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert service_account() is None


def test_a_service_user_with_roots_rights_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(pwd, "getpwnam", lambda _: pwd.getpwuid(0))
    with pytest.raises(Refused, match="expected an ordinary user"):
        service_account()


def test_a_user_that_cannot_be_made_is_said_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(account, "NAME", "hotline-of-a-test")
    monkeypatch.setattr(account, "_USERADD", "false hotline-of-a-test")
    with pytest.raises(Refused, match="make it yourself"):
        service_account()


@as_root
def test_a_folder_of_roots_changes_hands_and_no_link_is_followed(tmp_path: Path) -> None:
    outside, state = tmp_path / "outside", tmp_path / "state"
    (outside / "folder").mkdir(parents=True)
    (outside / "file").touch()
    (state / "asterisk" / "etc").mkdir(parents=True)
    (state / "asterisk" / "etc" / "manager.conf").touch()
    (state / "log").mkdir()
    (state / "log" / "cti.log").touch()
    (state / "to a file").symlink_to(outside / "file")
    (state / "to a folder").symlink_to(outside / "folder")
    os.link(outside / "file", state / "second name")

    own_state(state, SOMEBODY)

    mine = {path.relative_to(state).as_posix() for path in (state, *state.rglob("*")) if path.lstat().st_uid == 65534}
    assert mine == {".", "asterisk", "asterisk/etc", "asterisk/etc/manager.conf"}
    assert {path.stat().st_uid for path in (outside, *outside.iterdir())} == {0}


@as_root
def test_recordings_are_looked_through_once(tmp_path: Path) -> None:
    (tmp_path / "recordings").mkdir()
    own_state(tmp_path, SOMEBODY)
    late = tmp_path / "recordings" / "late.wav"
    late.touch()
    own_state(tmp_path, SOMEBODY)
    assert late.stat().st_uid == 0


@as_root
def test_a_log_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "log").mkdir()
    os.chown(tmp_path / "log", 65534, 65534)
    with pytest.raises(OSError, match="expected a folder that belongs to user 0"):
        Logs(tmp_path / "log")


def test_a_link_where_a_log_belongs_is_not_followed(tmp_path: Path) -> None:
    logs = Logs(tmp_path / "log")
    (tmp_path / "log" / "cti.log").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="symbolic links"):
        logs.open("cti")
    assert not (tmp_path / "elsewhere").exists()


def test_only_low_ports_want_the_right_to_them(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    rule = tmp_path / "first"
    rule.write_text("1024\n")
    monkeypatch.setattr(account, "_FIRST_ORDINARY_PORT", rule)
    assert [needs_low_ports([port]) for port in (80, 1023, 1024, 8080)] == [True, True, False, False]
    rule.write_text("80\n")
    assert not needs_low_ports([80])
