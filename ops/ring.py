"""`python -m ops.ring`, behind `make ring`: one citizen calls the hotline that runs on this machine.

The call comes from the first trunk's address, like a carrier's. The instance is found by the HOTLINE_* settings with
which it was started. Exit status: 0 if the hotline answered the call, 1 if not, 2 if the call cannot be tried.
"""

import argparse
import shutil
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from hotline.settings.environment import Settings, load_settings
from hotline.settings.error import SettingsError
from ops.demo import NoTrunkError, citizens_address
from ops.phones.citizen import CitizenCall, Citizens, Dialling, Fate
from ops.phones.ports import NoPortsError, Ports
from ops.phones.sipp import Place, SippError
from ops.phones.voice import speak
from ops.run import say

_CALLER = "13800138000"
_SAYS = "喂，您好，我想反映一个问题，我们小区从今天早上开始停水了。"
_SILENT_S = 5.0  # Asterisk answers an INVITE within milliseconds
_LOOK_S = 0.1


def arguments(settings: Settings, given: Sequence[str]) -> argparse.Namespace:
    first = settings.hotline.queues[0].numbers[0]
    parser = argparse.ArgumentParser(prog="make ring", description="One citizen rings the running hotline.")
    parser.add_argument("--number", default=first, help=f"the number to dial (default {first})")
    parser.add_argument("--caller", default=_CALLER, help=f"the citizen's own number (default {_CALLER})")
    parser.add_argument("--seconds", type=float, default=30.0, help="how long they stay (default 30)")
    return parser.parse_args(given)


def ring(settings: Settings, wanted: argparse.Namespace, folder: Path) -> int:
    """Make the call, report its progress, and hang up; returns the exit status."""
    ports = Ports.take()
    try:
        place = Place(address=citizens_address(settings.hotline.trunks[0]), ports=ports, folder=folder)
        fate = Fate(waits_s=wanted.seconds, stays_s=wanted.seconds)
        dialling = Dialling(caller=wanted.caller, dials=wanted.number, fate=fate)
        voice = speak(_SAYS, folder)
        citizens = Citizens(place, ("127.0.0.1", settings.sip_port), [dialling], speech=str(voice) if voice else "")
        say(f"{wanted.caller} rings {wanted.number} from {place.address}; Ctrl-C hangs up")
        try:
            return _watch(citizens, settings)
        finally:
            if citizens.call.ringing_at_s or citizens.call.code:
                citizens.hang_up_all()
            citizens.stop()
    finally:
        ports.release()


def _watch(citizens: Citizens, settings: Settings) -> int:
    began, told = time.monotonic(), ""
    while True:
        call = citizens.call
        if (now := _story(call)) != told:
            told = now
            say(f"{time.monotonic() - began:5.1f} s  {told}")
        if citizens.have_ended:
            return 0 if call.code == 200 else 1
        if not told and time.monotonic() - began > _SILENT_S:
            say(f"127.0.0.1:{settings.sip_port} is silent: is `make run` running, with the same HOTLINE_SIP_PORT?")
            return 1
        time.sleep(_LOOK_S)


def _story(call: CitizenCall) -> str:
    if call.ended_by:
        return "the citizen hung up" if call.ended_by == "citizen" else "the hotline hung up"
    if call.code == 200:
        return "the line is open: greeting, then music until an agent answers"
    if call.code:
        return f"refused: {call.code}"
    return "it rings" if call.ringing_at_s else ""


def main() -> int:
    try:
        settings = load_settings()
        citizens_address(settings.hotline.trunks[0])
    except (SettingsError, NoTrunkError) as error:
        print(error, file=sys.stderr)
        return 2
    wanted = arguments(settings, sys.argv[1:])
    if shutil.which("sipp") is None:
        print("sipp is missing: apt-get install sip-tester", file=sys.stderr)
        return 2
    try:
        with TemporaryDirectory(prefix="hotline-ring-") as folder:
            return ring(settings, wanted, Path(folder))
    except KeyboardInterrupt:
        say("the citizen hung up")
        return 0
    except (SippError, NoPortsError) as error:
        print(error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
