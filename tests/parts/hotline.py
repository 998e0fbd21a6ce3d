"""A whole hotline, started and ended as an operator does it: with the supervisor and Ctrl-C, leaving nothing behind."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from hotline.settings.environment import Settings, load_settings
from ops.phones.ports import Ports
from ops.phones.sipp import Place
from tests.parts.api import Api
from tests.parts.asterisk import Asterisk, environment
from tests.parts.ivr import prompts
from tests.parts.leftovers import processes_of
from tests.parts.programs import tail
from tests.parts.wait import until

_REPOSITORY = Path(__file__).parents[2]
_ADMIN_PASSWORD = "correct horse battery"
_READY_S = 120.0
_END_S = 40.0


@dataclass(frozen=True, kw_only=True)
class Hotline:
    """A running hotline."""

    settings: Settings
    folder: Path
    ports: Ports
    supervisor: "subprocess.Popen[bytes]"
    env: Mapping[str, str]

    @property
    def api(self) -> Api:
        """The API without a token."""
        return Api(host="127.0.0.1", port=self.settings.http_port)

    @property
    def admin(self) -> Api:
        return self.api.login("admin", _ADMIN_PASSWORD)

    @property
    def sip(self) -> tuple[str, int]:
        return "127.0.0.1", self.settings.sip_port

    @property
    def asterisk(self) -> Asterisk:
        return Asterisk(settings=self.settings, pid=self.pid_of("asterisk"))

    def place(self, address: str) -> Place:
        """Where phones with that address run."""
        return Place(address=address, ports=self.ports, folder=self.folder / "phones")

    def pid_of(self, program: str) -> int:
        """The process of a role, or of asterisk or redis; 0 while there is none."""
        wanted = {"asterisk": b"asterisk\0-C", "redis": b"redis-server"}.get(program, f"-m\0{program}\0".encode())
        for pid in descendants(self.supervisor.pid):
            try:
                command = Path(f"/proc/{pid}/cmdline").read_bytes()
            except OSError:
                continue
            if wanted in command:
                return pid
        return 0

    def kill(self, program: str) -> int:
        """Kill it with SIGKILL, as soon as it exists; returns its pid."""
        pid = until(lambda: self.pid_of(program), program)
        os.kill(pid, signal.SIGKILL)
        return pid

    @contextmanager
    def frozen(self, program: str) -> Iterator[None]:
        """Stop the process: its sockets still accept connections but do not answer."""
        with _stopped(until(lambda: self.pid_of(program), program)):
            yield

    @contextmanager
    def frozen_supervisor(self) -> Iterator[None]:
        """Stop the supervisor: programs that die are not restarted meanwhile."""
        with _stopped(self.supervisor.pid):
            yield

    def until_ready(self, timeout_s: float = 20.0) -> None:
        until(lambda: self.api.readiness()[0] == 200, "a ready hotline", timeout_s)

    def log(self, program: str) -> str:
        return tail(self.settings.paths.log / f"{program}.log", 60)


@contextmanager
def running_hotline(
    folder: Path, ports: Ports, config: str, *, within: Sequence[str] = (), **extra_env: str
) -> Iterator[Hotline]:
    """Started in `folder` and ready for calls; at the end nothing of it may be left.

    `within` is a command that sets up the environment a test needs and then executes the supervisor's command line,
    which is appended to it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    env = {**environment(folder, ports, config), "HOTLINE_ADMIN_PASSWORD": _ADMIN_PASSWORD, **extra_env}
    settings = load_settings(env)
    prompts.lend(folder.parent, settings.paths)
    console = folder / "console.log"
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("HOTLINE_")}
    with console.open("ab") as output:
        supervisor = subprocess.Popen(
            ("setpriv", "--pdeathsig", "TERM", *within, sys.executable, "-m", "ops.run"),
            env={**inherited, **env},
            cwd=_REPOSITORY,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    hotline = Hotline(settings=settings, folder=folder, ports=ports, supervisor=supervisor, env=env)
    try:

        def is_ready() -> bool:
            assert supervisor.poll() is None, tail(console)
            return hotline.api.readiness()[0] == 200

        try:
            until(is_ready, f"a ready hotline ({hotline.api.readiness()})", _READY_S)
        except AssertionError as error:
            raise AssertionError(f"{error}\n{tail(console)}") from None
        prompts.keep(folder.parent, settings.paths)
        yield hotline
    finally:
        _end(hotline, console)


@contextmanager
def _stopped(pid: int) -> Iterator[None]:
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGCONT)


def _end(hotline: Hotline, console: Path) -> None:
    if hotline.supervisor.poll() is None:
        os.killpg(hotline.supervisor.pid, signal.SIGINT)  # like Ctrl-C
    try:
        status = hotline.supervisor.wait(_END_S)
    except subprocess.TimeoutExpired:
        for pid in (*descendants(hotline.supervisor.pid), hotline.supervisor.pid):
            os.kill(pid, signal.SIGKILL)
        raise AssertionError(f"the hotline did not end within {_END_S} s; {tail(console)}") from None
    assert status == 0, tail(console)
    left = processes_of(hotline.settings.state_dir)
    assert not left, f"left running by the supervisor: {left}"


def descendants(pid: int) -> list[int]:
    """Children, their children and so on."""
    return [one for child in _children(pid) for one in (child, *descendants(child))]


def _children(pid: int) -> list[int]:
    found: list[int] = []
    with suppress(OSError):  # it has just ended
        for task in Path(f"/proc/{pid}/task").glob("*/children"):
            with suppress(OSError):  # that thread has ended
                found += map(int, task.read_text().split())
    return found
