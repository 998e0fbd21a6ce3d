"""One SIPp process: started from a scenario, observed through its log of notes, controlled by nudges, and always
stopped.

A nudge is a SIP message with an invented method and the Call-ID of a call. The scenario accepts it beside real
messages, so a test can say "hang up now" when it has seen what it waited for, instead of guessing how long that takes.
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

_START_S = 30.0  # on a busy machine
_STOP_S = 10.0
_HEARD_S = 1.0
_NUDGES = 20


class SippError(Exception):
    """SIPp did not start, or failed; the message is what it printed."""


@dataclass(frozen=True, kw_only=True)
class Note:
    """One line written by a scenario: whose call, what happened, and when (Unix time)."""

    key: str
    what: str
    rest: tuple[str, ...]
    at_s: float


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where telephones run: their address, the ports they may use, and the folder they write to."""

    address: str
    ports: Ports
    folder: Path


class Sipp:
    """A running SIPp. Its files are in its own folder under the place's."""

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
            # unexpected messages are ignored; their senders repeat what they want answered
            *("-default_behaviors", "all,-abortunexp"),
            *("-i", self.address, "-p", str(self.port), "-mi", self.address, "-mp", str(media)),
            *("-cp", str(control), "-trace_logs", "-log_file", self._notes.name),
            *("-trace_err", "-error_file", "errors.log"),
        ]
        # Its own session: Ctrl-C at the terminal goes to the program that owns the phones, which then stops them.
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
        """Wait until it ends by itself; raises SippError if it does not, or if it ended with an error."""
        try:
            status = self._process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            raise SippError(f"{self.folder.name}: still busy after {timeout_s} s") from None
        if status not in (0, 1):  # 1: some call did not follow the scenario; the notes tell more
            raise SippError(f"{self.folder.name}: ended with status {status}: {self.errors() or self._last_words()}")

    def errors(self) -> str:
        """SIPp's error messages. Timeouts are left out, because scenarios use them to wait."""
        log = self.folder / "errors.log"
        text = log.read_bytes().decode(errors="replace") if log.exists() else ""
        return "\n".join(line for line in text.splitlines() if "jumping to label" not in line)

    def new_notes(self) -> Iterable[Note]:
        """The notes written since the last call."""
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
        """Send a nudge to one call until `heard` is true: a message that arrives between two steps of a scenario is
        lost.
        """
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
        """Kill it in any state; its calls are left without a BYE, as when a telephone loses power."""
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
    """Whether the process has bound that UDP port, from the kernel's tables: a trial bind could take the port from
    SIPp.
    """
    sockets = sockets_at(address, port)
    try:
        return any(os.readlink(file) in sockets for file in Path(f"/proc/{pid}/fd").iterdir())
    except OSError:
        return False  # it has just ended, or closed a file


def sockets_at(address: str, port: int) -> set[str]:
    """The UDP sockets bound to that address, named as in /proc/PID/fd."""
    wanted = f"{int.from_bytes(socket.inet_aton(address), sys.byteorder):08X}:{port:04X}"
    rows = [line.split() for line in Path("/proc/net/udp").read_text().splitlines()[1:]]
    return {f"socket:[{row[9]}]" for row in rows if row[1] == wanted}


def _note(line: str) -> Note:
    """Parses KEY WHAT REST… DATE TIME EPOCH; SIPp writes a tab between date, time and epoch."""
    words = line.split()
    return Note(key=words[0], what=words[1], rest=tuple(words[2:-3]), at_s=float(words[-1]))
