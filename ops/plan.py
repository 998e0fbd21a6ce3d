"""The supervisor's decisions and texts, without I/O: when to restart a program, and what a start still waits for.

A program that dies is restarted at once; if it keeps dying, after pauses of at most a second, so that it is always back
within two seconds.
"""

import json
import signal
from dataclasses import dataclass
from enum import Enum

from hotline.names.readiness import ReadyField
from hotline.names.roles import RoleName
from hotline.settings.environment import Settings

_FIRST_PAUSE_S = 0.25
_LONGEST_PAUSE_S = 1.0
_FIRST_PASSWORD = "first password: "  # noqa: S105 - the words in front of it, see hotline.store.__main__


class Stage(Enum):
    """The order in which programs are ended: those that use others first."""

    ROLE = 1
    SWITCH = 2
    REDIS = 3


@dataclass(frozen=True, kw_only=True)
class Program:
    """A program that is kept running until its stage ends."""

    name: str
    argv: tuple[str, ...]
    stage: Stage
    env: dict[str, str]
    ask_again: bool = False
    """Whether SIGTERM must be repeated: Asterisk misses it while it loads its modules."""


def restart_pause_s(deaths_in_a_row: int) -> float:
    """Seconds before the next start: none after the first death, then 0.25, 0.5, 1, 1, …"""
    if deaths_in_a_row <= 1:
        return 0.0
    return min(_LONGEST_PAUSE_S, _FIRST_PAUSE_S * 2.0 ** min(deaths_in_a_row - 2, 10))


def exit_text(status: int) -> str:
    """How a program ended, from its return code (negative: the signal that killed it)."""
    if status >= 0:
        return f"exit status {status}"
    try:
        return f"killed by {signal.Signals(-status).name}"
    except ValueError:
        return f"killed by signal {-status}"


def still_missing(status: int, body: bytes) -> list[str]:
    """What a response of /readyz reports as not ready; [] when everything is.

    The body is JSON: `asterisk`, `sql` and so on are true or false, and `roles` has one such value for each role. Any
    other body means that agent_api itself is missing.
    """
    if status == 200:
        return []
    try:
        said = json.loads(body)
        parts = {**{part: there for part, there in said.items() if part != ReadyField.READY}, **said[ReadyField.ROLES]}
    except (ValueError, KeyError, TypeError, AttributeError):
        return [RoleName.AGENT_API]
    return [part for part, there in parts.items() if there is False] or [RoleName.AGENT_API]


def guilty(missing: list[str], deaths: dict[str, int]) -> str | None:
    """The program whose log to show when a start fails: the one that died most often, else the first missing one with a
    log.
    """
    fallen = max(deaths, key=lambda name: deaths[name], default=None)
    if fallen is not None and deaths[fallen] > 0:
        return fallen
    return next((name for name in missing if name in deaths), None)


def first_password(store_output: str) -> str | None:
    """The password of the first user, when `python -m hotline.store` has just made that user."""
    for line in store_output.splitlines():
        if line.startswith(_FIRST_PASSWORD):
            return line.removeprefix(_FIRST_PASSWORD).strip()
    return None


def reachable_host(host: str) -> str:
    """The address at which this machine itself reaches a server that listens on `host`."""
    return {"0.0.0.0": "127.0.0.1", "": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound


def page_url(settings: Settings) -> str:
    host = reachable_host(settings.http_host)
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.http_port}"


def ready_text(settings: Settings, seconds: float) -> str:
    """What the operator sees when the hotline is open: its addresses."""
    page = page_url(settings)
    lines = [
        f"ready after {seconds:.1f} s",
        "",
        f"  page      {page}/",
        f"  API       {page}/docs",
        f"  phones    sip:127.0.0.1:{settings.sip_port} (UDP or TCP, any address of this machine)",
    ]
    for trunk in settings.hotline.trunks:
        calls = f"calls from {', '.join(trunk.match)} to UDP port {settings.sip_port}"
        lines.append(f"  trunk     {trunk.name}: {calls}; ours go to {trunk.contact}")
    lines += [f"  state     {settings.state_dir} (logs in {settings.paths.log.name}/)", ""]
    return "\n".join(lines)


def password_text(password: str) -> str:
    return f"  first user: admin, password: {password}\n  (shown this once; change it on the page 我的账户, /account)\n"


def catches_sigint_as_make(process_status: str) -> bool:
    """Whether /proc/PID/status is that of a make that has not been interrupted: it catches SIGINT only until then."""
    status = dict(line.split(":\t", 1) for line in process_status.splitlines() if ":\t" in line)
    if status.get("Name") not in ("make", "gmake"):
        return False
    return bool(int(status["SigCgt"], 16) >> (signal.SIGINT - 1) & 1)
