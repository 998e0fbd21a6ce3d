"""Checks before anything starts: the state folder is not in use, its path is short enough, and the ports are free.

A failed check is one line that names the setting (Refused). If one part cannot start, nothing is started.
"""

import errno
import fcntl
import os
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from hotline.settings.environment import Settings

LOCK = "lock"
_LONGEST_SOCKET_PATH = 107  # bytes; what the kernel allows for a Unix socket
_ANYWHERE = "0.0.0.0"  # noqa: S104 - Asterisk accepts SIP on all addresses of the machine
_PATIENCE_S = 2.0  # an instance that was just killed may hold its ports a moment longer


class Refused(Exception):  # noqa: N818 - it says what happened
    """Why this start cannot go on, in one line for the operator."""


@dataclass(frozen=True, kw_only=True)
class Port:
    """A port on which one of our programs will listen, and the setting that configures it."""

    setting: str
    host: str
    number: int
    kind: socket.SocketKind = socket.SOCK_STREAM


def ports(settings: Settings) -> list[Port]:
    return [
        Port(setting="HOTLINE_HTTP_PORT", host=settings.http_host, number=settings.http_port),
        Port(setting="HOTLINE_AMI_PORT", host="127.0.0.1", number=settings.ami_port),
        Port(setting="HOTLINE_AGI_PORT", host=settings.agi_bind, number=settings.agi_port),
        Port(setting="HOTLINE_SIP_PORT", host=_ANYWHERE, number=settings.sip_port, kind=socket.SOCK_DGRAM),
        Port(setting="HOTLINE_SIP_PORT", host=_ANYWHERE, number=settings.sip_port),
    ]


def check_path(settings: Settings) -> None:
    """Asterisk's and Redis's control sockets are in the state folder, and the kernel limits the
    length of their paths.
    """
    longest = max((settings.paths.asterisk / "run" / "asterisk.ctl", settings.paths.redis / "redis.sock"), key=_length)
    over = _length(longest) - _LONGEST_SOCKET_PATH
    if over > 0:
        raise Refused(f"HOTLINE_STATE_DIR: expected a path that is {over} bytes shorter, for the sockets in it")


def _length(path: os.PathLike[str]) -> int:
    return len(os.fsencode(path))


@contextmanager
def claimed_state(settings: Settings) -> Iterator[None]:
    """Lock the state folder for this instance; the kernel releases the lock however the process ends."""
    try:
        settings.state_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        # the folder belongs to the service user, so its links are not followed
        flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        lock = os.fdopen(os.open(settings.state_dir / LOCK, flags, 0o600), "r+")
    except OSError as error:
        raise Refused(f"HOTLINE_STATE_DIR: expected a folder to write in: {error}") from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            holder = f"process {lock.read().strip()}"
            raise Refused(f"HOTLINE_STATE_DIR: {settings.state_dir} is in use by {holder}; set another") from None
        lock.truncate(0)
        lock.seek(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def check_ports(settings: Settings, patience_s: float = _PATIENCE_S) -> None:
    """Check that all ports are free and different; waits a moment for those of an instance that has just ended."""
    give_up_at = time.monotonic() + patience_s
    while True:
        try:
            with ExitStack() as held:
                for port in ports(settings):
                    held.enter_context(_bound(port))
        except Refused:
            if time.monotonic() > give_up_at:
                raise
            time.sleep(0.1)
        else:
            return


def _bound(port: Port) -> socket.socket:
    protocol = "UDP" if port.kind is socket.SOCK_DGRAM else "TCP"
    try:
        ways = socket.getaddrinfo(port.host or None, port.number, type=port.kind, flags=socket.AI_PASSIVE)
        family, kind, _, _, address = ways[0]
        server = socket.socket(family, kind)
        try:
            if kind is socket.SOCK_STREAM:
                server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            server.bind(address)
            if kind is socket.SOCK_STREAM:
                server.listen(1)
        except OSError:
            server.close()
            raise
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise Refused(f"{port.setting}: {protocol} port {port.number} is in use; set another") from None
        where = f"{port.host or '*'}:{port.number}"
        raise Refused(f"{port.setting}: expected a {protocol} port to listen on, {where}: {error.strerror}") from None
    return server
