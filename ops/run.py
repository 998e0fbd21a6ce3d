"""`python -m ops.run`, behind `make run`: opens the hotline on this machine and keeps it open until Ctrl-C.

The only supervisor. A first Ctrl-C, SIGTERM or SIGHUP ends everything in order; a second Ctrl-C kills what is left.
Exit status: 0 after such an end, 1 if the hotline did not open, 2 if the settings or the machine do not allow it.
"""

import asyncio
import compileall
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

from hotline.names.roles import RoleName
from hotline.settings.environment import Settings, load_settings
from hotline.settings.error import SettingsError
from ops.account import CHECKOUT, Account, check_reach, own_state, service_account
from ops.instance import Failed, Instance
from ops.plan import catches_sigint_as_make
from ops.preflight import Refused, check_path, check_ports, claimed_state

_SAME_KEYPRESS_S = 0.5  # make forwards a signal that the terminal or the process group has already sent to us


def say(text: str) -> None:
    with suppress(OSError):  # a terminal that has gone is no reason to stop the hotline
        print(text, flush=True)


async def until_cancelled(_: Settings) -> None:
    await asyncio.Event().wait()


def run(settings: Settings, while_open: Callable[[Settings], Awaitable[None]] = until_cancelled) -> int:
    """Open the hotline, run `while_open` once it is ready, and end everything when that returns or a signal comes."""
    os.umask(0o027)  # no other user may read recordings and telephone numbers
    try:
        check_path(settings)
        account = service_account()
        with claimed_state(settings):
            check_ports(settings)
            settings.paths.redis.mkdir(exist_ok=True)
            if account is not None:
                own_state(settings.state_dir, account)
                check_reach(settings, account)
                compile_checkout()
            return asyncio.run(_serve(settings, account, while_open))
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return 2
    except Failed as failure:
        print(failure, file=sys.stderr)
        return 1


def compile_checkout() -> None:
    """Compile as root: the service user cannot write to the checkout, and would compile everything at each start."""
    before = os.umask(0o022)
    try:
        for package in (*RoleName, "asterisk_conf", "hotline"):
            compileall.compile_dir(CHECKOUT / package, quiet=2)
    finally:
        os.umask(before)


async def _serve(settings: Settings, account: Account | None, while_open: Callable[[Settings], Awaitable[None]]) -> int:
    instance = Instance(settings, account, say)
    life = asyncio.create_task(instance.live(while_open))
    clock = asyncio.get_running_loop().time
    ending_since: float | None = None

    def end(hurry: bool = False) -> None:
        nonlocal ending_since
        if ending_since is None:
            ending_since = clock()
            say("ending")
            life.cancel()
        elif hurry and clock() - ending_since > _SAME_KEYPRESS_S:
            instance.hurry.set()

    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGINT, end, True)
    loop.add_signal_handler(signal.SIGTERM, end)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup ignores it
        loop.add_signal_handler(signal.SIGHUP, end)
    watching = asyncio.create_task(_interrupted_make(end))
    try:
        await life
    except asyncio.CancelledError:
        say("ended")
    finally:
        watching.cancel()
    return 0


async def _interrupted_make(end: Callable[[], None]) -> None:
    """End when the parent process is a make that was interrupted by itself.

    Such a make does not signal its child and waits for it; the only sign is that it no longer catches SIGINT.
    """
    status = Path("/proc") / str(os.getppid()) / "status"
    if not catches_sigint_as_make(_text(status)):
        return
    while catches_sigint_as_make(_text(status)):  # noqa: ASYNC110 - another process's state has no event
        await asyncio.sleep(0.5)
    end()


def _text(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""


def main() -> int:
    try:
        settings = load_settings()
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    return run(settings)


if __name__ == "__main__":
    sys.exit(main())
