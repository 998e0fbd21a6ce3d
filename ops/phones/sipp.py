"""One SIPp process: started from a scenario, read through its notes, told what to do by nudges, stopped for sure.

A nudge is a SIP message of an invented method with the Call-ID of a call: the scenario waits for it beside the real
ones, so that a test says "hang up now" when it has seen what it waited for, instead of guessing how long that takes.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ops.phones.ports import Ports

_START_S = 5.0
_STOP_S = 2.0
_HEARD_S = 1.0
_NUDGES = 5


class SippError(Exception):
    """SIPp did not start, or gave up; the message is what it said."""


@dataclass(frozen=True, kw_only=True)
class Note:
    """One line that a scenario has written: whose call, what happened, when (Unix time)."""

    key: str
    what: str
    rest: tuple[str, ...]
    at_s: float


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where phones live: the address they speak from, the ports they may take, the folder they write to."""

    address: str
    ports: Ports
    folder: Path


class Sipp:
    """A running SIPp. Its files lie in a folder of its own below the place's."""

    def __init__(
        self,
        place: Place,
        scenario: str,
        name: str,
        *,
        port: int | None = None,
        options: Sequence[str] = (),
        table: str | None = None,
    ) -> None:
        self.address = place.address
        self.port = port or place.ports.free()
        self.folder = _new_folder(place.folder, name)
        self._notes = self.folder / "notes.log"
        self._read_from = 0
        self._partial = b""
        (self.folder / "scenario.xml").write_text(scenario, encoding="utf-8")
        if table is not None:
            (self.folder / "table.csv").write_text(table, encoding="utf-8")
            options = (*options, "-inf", "table.csv")
        self._process = self._start(place.ports, options)
        self._wait_for_the_port()

    def _start(self, ports: Ports, options: Sequence[str]) -> subprocess.Popen[bytes]:
        media, control = ports.free(4), ports.free()
        command = [
            *("setpriv", "--pdeathsig", "KILL", "sipp", *options, "-sf", "scenario.xml", "-nostdin"),
            *("-default_behaviors", "all,-abortunexp"),  # what is out of place is sent again by whoever wants an answer
            *("-i", self.address, "-p", str(self.port), "-mi", self.address, "-mp", str(media)),
            *("-cp", str(control), "-trace_logs", "-log_file", self._notes.name),
            *("-trace_err", "-error_file", "errors.log"),
        ]
        # A group of its own: Ctrl-C at the terminal is for the program that owns the phones, which then stops them.
        with (self.folder / "screen.log").open("wb") as screen:
            return subprocess.Popen(
                command,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=screen,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _wait_for_the_port(self) -> None:
        deadline = time.monotonic() + _START_S
        while self.is_running and not _has_bound(self.pid, self.address, self.port):
            if time.monotonic() > deadline:
                self.stop()
                break
            time.sleep(0.005)
        status = self._process.returncode
        if status not in (None, 0, 1) or (status is not None and not self._notes.exists()):
            raise SippError(f"{self.folder.name} did not start: {self._last_words()}")

    def _last_words(self) -> str:
        return (self.folder / "screen.log").read_text(errors="replace").strip()[-500:]

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def is_running(self) -> bool:
        return self._process.poll() is None

    def wait(self, timeout_s: float) -> None:
        """Until it has ended by itself; raises SippError when it has not, or could not do its work."""
        try:
            status = self._process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            raise SippError(f"{self.folder.name}: still busy after {timeout_s} s") from None
        if status not in (0, 1):  # 1: some call did not go as the scenario says, which the notes tell better
            raise SippError(f"{self.folder.name}: ended with status {status}: {self.errors() or self._last_words()}")

    def errors(self) -> str:
        """What SIPp complained about, for a person; a timeout is a scenario's way of waiting and no complaint."""
        log = self.folder / "errors.log"
        text = log.read_bytes().decode(errors="replace") if log.exists() else ""
        return "\n".join(line for line in text.splitlines() if "jumping to label" not in line)

    def new_notes(self) -> Iterable[Note]:
        """The notes written since the last time."""
        if not self._notes.exists():
            return
        with self._notes.open("rb") as file:
            file.seek(self._read_from)
            text = self._partial + file.read()
            self._read_from = file.tell()
        *lines, self._partial = text.split(b"\n")
        for line in lines:
            yield _note(line.decode(errors="replace"))

    def nudge(self, method: str, call_id: str, heard: Callable[[], object]) -> None:
        """Tell the scenario of one call something, until its notes show that it was `heard`: what comes between two
        steps of a scenario is lost."""
        for _ in range(_NUDGES):
            self._send(method, call_id)
            deadline = time.monotonic() + _HEARD_S
            while time.monotonic() < deadline:
                if heard():
                    return
                time.sleep(0.002)
        raise SippError(f"{self.folder.name} does not hear {method}: {self.errors() or 'no error'}")

    def _send(self, method: str, call_id: str) -> None:
        message = (
            f"{method} sip:phone@{self.address}:{self.port} SIP/2.0\r\n"
            f"Via: SIP/2.0/UDP {self.address}:9;branch=z9hG4bKnudge\r\nFrom: <sip:test@{self.address}>\r\n"
            f"To: <sip:phone@{self.address}>\r\nCall-ID: {call_id}\r\nCSeq: 1 {method}\r\nContent-Length: 0\r\n\r\n"
        )
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            sender.bind((self.address, 0))
            sender.sendto(message.encode(), (self.address, self.port))

    def stop(self) -> None:
        """End it, whatever it is doing; calls that it holds are left hanging, as when a phone loses its power."""
        if self.is_running:
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(_STOP_S)


def _new_folder(parent: Path, name: str) -> Path:
    number = 1
    while True:
        folder = parent / f"{name}-{number}"
        try:
            folder.mkdir(parents=True)
        except FileExistsError:
            number += 1
        else:
            return folder


def _has_bound(pid: int, address: str, port: int) -> bool:
    """Whether that process has that UDP port, by the kernel's tables: to try the port could take it from SIPp."""
    sockets = sockets_at(address, port)
    try:
        return any(os.readlink(file) in sockets for file in Path(f"/proc/{pid}/fd").iterdir())
    except OSError:
        return False  # it has just ended, or closed a file


def sockets_at(address: str, port: int) -> set[str]:
    """The UDP sockets at that address, as links in /proc/PID/fd name them."""
    wanted = f"{int.from_bytes(socket.inet_aton(address), sys.byteorder):08X}:{port:04X}"
    rows = [line.split() for line in Path("/proc/net/udp").read_text().splitlines()[1:]]
    return {f"socket:[{row[9]}]" for row in rows if row[1] == wanted}


def _note(line: str) -> Note:
    """KEY WHAT REST… DATE TIME EPOCH; SIPp writes a tab between date, time and epoch."""
    words = line.split()
    return Note(key=words[0], what=words[1], rest=tuple(words[2:-3]), at_s=float(words[-1]))
