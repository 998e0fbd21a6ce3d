"""Under root, an instance runs as an ordinary user, wherever the state folder lies and whoever owned it before."""

import os
import pwd
from collections.abc import Iterator
from pathlib import Path

import pytest

from ops.account import NAME
from ops.phones.ports import Ports
from tests.parts.hotline import Hotline, descendants, running_hotline
from tests.parts.lines import SMALL

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can start programs as another user")


@pytest.fixture(scope="module")
def closed(workspace: Path) -> Path:
    """A folder that is root's alone, with a secret and an older state folder of root's, in which links lead outside."""
    folder = workspace / "closed"
    state = folder / "hotline" / "var"
    (state / "asterisk" / "etc").mkdir(parents=True)
    (state / "recordings" / "2026").mkdir(parents=True)
    (state / "recordings" / "2026" / "old.wav").write_bytes(b"RIFF")
    (folder / "secret").write_text("root's")
    (state / "link").symlink_to(folder / "secret")
    (state / "folder").symlink_to(folder)
    os.link(folder / "secret", state / "second name")
    folder.chmod(0o700)
    return folder


@pytest.fixture(scope="module")
def hotline(closed: Path, ports: Ports) -> Iterator[Hotline]:
    with running_hotline(closed / "hotline", ports, SMALL.format(port=ports.free())) as running:
        yield running


def _status(pid: int) -> dict[str, list[str]]:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):  # it has just ended
        return {}
    return {name: rest.split() for name, _, rest in (line.partition(":") for line in lines)}


def test_nothing_but_the_supervisor_runs_as_root(hotline: Hotline) -> None:
    user = str(pwd.getpwnam(NAME).pw_uid)
    found = {pid: _status(pid) for pid in descendants(hotline.supervisor.pid)}
    running = {pid: status for pid, status in found.items() if status}
    assert {hotline.pid_of(name) for name in ("cti", "ivr", "callback", "agent_api", "asterisk", "redis")} <= {*running}
    for status in running.values():
        assert set(status["Uid"]) == {user}, status
        assert set(status["Gid"]) == {str(pwd.getpwnam(NAME).pw_gid)}
        assert status["Groups"] == []
        rights = {int(status[f"Cap{kind}"][0], 16) for kind in ("Inh", "Prm", "Eff", "Bnd", "Amb")}
        assert (rights, status["NoNewPrivs"]) == ({0}, ["1"]), status


def test_roots_folder_is_hidden_but_for_what_is_needed(hotline: Hotline, closed: Path) -> None:
    seen = Path(f"/proc/{hotline.pid_of('agent_api')}/root{closed}")
    assert [path.name for path in seen.iterdir()] == ["hotline"]
    assert {path.name for path in (seen / "hotline").iterdir()} == {"hotline.toml", "var"}


def test_the_state_folder_is_the_service_users_and_no_link_was_followed(hotline: Hotline, closed: Path) -> None:
    user = pwd.getpwnam(NAME).pw_uid
    state = hotline.settings.state_dir
    owned = {path for path in state.rglob("*") if path.lstat().st_uid == user}
    assert {state / "recordings" / "2026" / "old.wav", state / "hotline.db", state / "asterisk" / "etc"} <= owned
    roots = {path.name for path in state.iterdir() if path.lstat().st_uid == 0}
    assert roots == {"lock", "log", "link", "folder", "second name"}
    assert (closed / "secret").stat().st_uid == 0
    assert closed.stat().st_uid == 0
    assert not state.stat().st_mode & 0o007
