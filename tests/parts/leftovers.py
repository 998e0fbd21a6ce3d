"""What a test run has left behind: every server and phone of a run has the run's folder in its command, environment or
working folder."""

import os
from pathlib import Path


def processes_of(folder: Path) -> list[str]:
    """Pid and command line of every living process that has to do with `folder`, ourselves excepted."""
    wanted = str(folder).encode()
    found = []
    for process in Path("/proc").iterdir():
        if not process.name.isdigit() or int(process.name) == os.getpid():
            continue
        try:
            command = (process / "cmdline").read_bytes()
            # a zombie has neither; its parent has been told that it ended
            if any(wanted in text for text in (command, (process / "environ").read_bytes(), _cwd(process))):
                found.append(f"{process.name} {command.replace(bytes(1), b' ').decode(errors='replace').strip()[:200]}")
        except OSError:
            continue  # it has just ended
    return found


def _cwd(process: Path) -> bytes:
    return os.fsencode(os.readlink(process / "cwd"))
