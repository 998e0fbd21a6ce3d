"""Blocks of ports, reserved against other processes of this machine that use this module, by a lock for each block.

Several hotlines can run side by side (tests in parallel, a demo beside them), each with its own block. The kernel drops
the lock when the process ends, so a killed run leaves nothing to clean up. The blocks lie below the kernel's ephemeral
ports.
"""

import fcntl
import os
import socket
import tempfile
from itertools import cycle, islice
from pathlib import Path
from typing import IO

_FIRST, _END, _BLOCK = 12000, 32000, 2000
_SERVICES = 400  # the rest of a block is for RTP


class NoPortsError(Exception):
    """All blocks are taken, or a block has no free port left."""


class Ports:
    """A block of ports: single ones for services and phones, and a range for Asterisk's RTP."""

    def __init__(self, first: int, lock: IO[bytes]) -> None:
        self._lock = lock
        self._cycle = cycle(range(first, first + _SERVICES))
        self.rtp = (first + _SERVICES, first + _BLOCK - 1)

    @classmethod
    def take(cls, first: int | None = None) -> "Ports":
        """The first unlocked block at or above `first` (default HOTLINE_TEST_PORTS, else 12000)."""
        start = first if first is not None else int(os.environ.get("HOTLINE_TEST_PORTS", _FIRST))
        folder = Path(tempfile.gettempdir()) / "hotline-cti-ports"
        folder.mkdir(exist_ok=True)
        for block in range(start, _END, _BLOCK):
            lock = (folder / str(block)).open("wb")
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                lock.close()
                continue
            return cls(block, lock)
        raise NoPortsError(f"no block of ports is free from {start} to {_END}")

    def free(self, width: int = 1) -> int:
        """The first of `width` consecutive ports that are free on every address, for TCP and UDP.

        A port is handed out again only after all others, so that the caller has time to open it.
        """
        row: list[int] = []
        for port in islice(self._cycle, 2 * _SERVICES):
            row = [*row, port] if _is_free(port) and (not row or port == row[-1] + 1) else []
            if len(row) == width:
                return row[0]
        raise NoPortsError("this block has no port left")

    def release(self) -> None:
        """Release the block."""
        self._lock.close()


def _is_free(port: int) -> bool:
    for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM):
        with socket.socket(socket.AF_INET, kind) as probe:
            if kind == socket.SOCK_STREAM:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("", port))
            except OSError:
                return False
    return True
