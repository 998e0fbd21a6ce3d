"""Processes that a test run has left behind: servers and phones have the run's folder in their command, environment or
working directory.
"""

import os
from pathlib import Path


def processes_of(folder: Path) -> list[str]:
    """Pid and command line of every live process related to `folder`, except our own."""
    wanted = str(folder).encode()
    found = []
    for process in Path("/proc").iterdir():
        if not process.name.isdigit() or int(process.name) == os.getpid():
            continue
        try:
            command = (process / "cmdline").read_bytes()
            # a zombie has neither; its parent knows that it ended
            if any(wanted in text for text in (command, (process / "environ").read_bytes(), _cwd(process))):
                found.append(f"{process.name} {command.replace(bytes(1), b' ').decode(errors='replace').strip()[:200]}")
        except OSError:
            continue  # it has just ended
    return found


def _cwd(process: Path) -> bytes:
    return os.fsencode(os.readlink(process / "cwd"))
