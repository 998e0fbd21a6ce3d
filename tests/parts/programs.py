"""Servers that a test starts and that end with it."""

import os
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

_END_S = 15.0


@contextmanager
def program(
    command: Sequence[str],
    log: Path,
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    ends_with: signal.Signals = signal.SIGTERM,
) -> Iterator[subprocess.Popen[bytes]]:
    """A program in its own process group; it is terminated, then killed, and never outlives the test process."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        process = subprocess.Popen(
            ("setpriv", "--pdeathsig", "TERM", *command),
            env={**os.environ, **(env or {})},
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        if process.poll() is None:
            os.kill(process.pid, ends_with)
        try:
            process.wait(_END_S)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(_END_S)
            raise AssertionError(f"{command[0]} did not end when asked to; {tail(log)}") from None


def tail(log: Path, lines: int = 25) -> str:
    """The end of a log, for the message of a failure."""
    if not log.exists():
        return f"{log} does not exist"
    return f"{log} ends with:\n" + "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
