"""The service user: when started by root, programs run as an ordinary user who owns the state folder.

Only the supervisor keeps root's rights: it mounts Asterisk's private root, opens logs and restarts programs. An
attacker who takes over a role gets a user who owns the state folder and nothing else of the machine. Without root,
everything runs as the user who started it.
"""

import os
import pwd
import stat
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from hotline.settings.environment import Settings
from ops.preflight import LOCK, Refused

NAME = "hotline"
CHECKOUT = Path(__file__).parents[1]
_ROOTS = frozenset({LOCK, "log"})  # entries of the state folder that only the supervisor writes
_LARGE = "recordings"  # so many files that they are only walked when the folder changes its owner
_USERADD = "useradd --system --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin hotline"
_FIRST_ORDINARY_PORT = Path("/proc/sys/net/ipv4/ip_unprivileged_port_start")


@dataclass(frozen=True, kw_only=True)
class Account:
    """An ordinary user."""

    name: str
    uid: int
    gid: int

    def command(self, argv: Sequence[str], reached: Sequence[Path]) -> tuple[str, ...]:
        """The command line that runs `argv` as this user, with access to the `reached` paths."""
        here = (Path.cwd(), CHECKOUT, Path(sys.prefix), Path(sys.base_prefix), *reached)
        paths = {str(path) for one in here for path in (one.absolute(), one.resolve()) if path.exists()}
        script = str(CHECKOUT / "ops" / "as_service.sh")
        return (script, f"{self.uid}:{self.gid}", *sorted(paths, key=len), "--", *argv)


def service_account() -> Account | None:
    """The service user, created at the first start. None without root: then everything runs as the current user."""
    if os.geteuid() != 0:
        return None
    try:
        entry = _entry() or _made()
    except OSError as error:
        raise Refused(f"the user {NAME}, whom all programs run as, could not be made: {error}") from None
    if entry.pw_uid == 0 or entry.pw_gid == 0:
        raise Refused(f"the user {NAME}, whom all programs run as: expected an ordinary user and group, not root's")
    return Account(name=NAME, uid=entry.pw_uid, gid=entry.pw_gid)


def _entry() -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(NAME)
    except KeyError:
        return None


def _made() -> pwd.struct_passwd:
    done = subprocess.run(_USERADD.split(), capture_output=True, text=True, check=False)
    entry = _entry()  # another instance may have created it first
    if entry is None:
        said = (done.stderr.strip() or f"exit status {done.returncode}").splitlines()[-1]
        raise OSError(f"{said}; make it yourself: {_USERADD}")
    return entry


def reached_paths(settings: Settings) -> tuple[Path, ...]:
    """Paths that programs use beside the checkout: the state folder, hotline.toml, and an SQLite file outside the
    folder.
    """
    database = Path(settings.database_url.removeprefix("sqlite:///")).parent
    elsewhere = (database,) if settings.database_url.startswith("sqlite:///") else ()
    return (settings.state_dir, settings.config_path, *elsewhere)


def check_reach(settings: Settings, account: Account) -> None:
    """Check that the service user may read what it runs; raises Refused."""
    for path in (settings.config_path, CHECKOUT / "hotline" / "__init__.py", Path(sys.executable)):
        if not path.exists():
            continue  # hotline.toml may be absent
        command = account.command(("test", "-r", str(path)), reached_paths(settings))
        if subprocess.run(command, capture_output=True, check=False).returncode:
            raise Refused(f"{path}: expected a file that the user {account.name} may read; see chmod and chgrp")


def own_state(state_dir: Path, account: Account) -> None:
    """Give the state folder to the service user, except for what belongs to the supervisor.

    No link is followed: each file is opened with O_NOFOLLOW, inspected, and its owner changed through the open file. A
    file with a second hard link is left alone, because the other name may belong to anybody. The folder itself comes
    last, so that an interrupted change of ownership starts again from the beginning.
    """
    changes_hands = os.stat(state_dir, follow_symlinks=False).st_uid != account.uid
    for folder, names, files, handle in os.fwalk(state_dir, follow_symlinks=False):
        if folder == str(state_dir):
            names[:] = [name for name in names if name not in _ROOTS and (changes_hands or name != _LARGE)]
            files = [name for name in files if name not in _ROOTS]
        for name in (*names, *files):
            _give(name, handle, account)
    _give(str(state_dir), None, account)
    state_dir.chmod(stat.S_IMODE(state_dir.stat().st_mode) & ~0o007)


def _give(name: str, folder: int | None, account: Account) -> None:
    with _opened(name, folder) as file:
        if file is None:
            return
        found = os.fstat(file)
        if stat.S_ISDIR(found.st_mode) or (stat.S_ISREG(found.st_mode) and found.st_nlink == 1):
            os.chown(f"/proc/self/fd/{file}", account.uid, account.gid)


@contextmanager
def _opened(name: str, folder: int | None) -> Iterator[int | None]:
    try:
        file = os.open(name, os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=folder)
    except FileNotFoundError:  # a temporary file that has gone
        yield None
        return
    try:
        yield file
    finally:
        os.close(file)


def needs_low_ports(ports: Sequence[int]) -> bool:
    """Whether one of the ports may only be opened with root's rights, usually those under 1024."""
    try:
        first = int(_FIRST_ORDINARY_PORT.read_text())
    except (OSError, ValueError):
        first = 1024
    return any(port < first for port in ports)
