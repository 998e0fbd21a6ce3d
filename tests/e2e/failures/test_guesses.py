"""5,000 guesses a second at a telephone's secret: calls and log-ins go on as if nobody guessed."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ops.phones.ports import Ports
from tests.parts.hotline import Hotline, running_hotline
from tests.parts.lines import SMALL
from tests.parts.people import PASSWORD, People
from tests.parts.sip.speech import alaw_speech
from tests.parts.wait import until

RATE, FOR_S = 5000, 8.0
PACKETS_A_SECOND = 50
LOST = 0.01


@pytest.fixture(scope="module")
def hotline(workspace: Path, ports: Ports, far_end_port: int) -> Iterator[Hotline]:
    config = SMALL.format(port=far_end_port) + '[callback]\nmin_idle_s = "1d"\n'
    with running_hotline(workspace / "guesses", ports, config) as running:
        yield running


@contextmanager
def guessing(hotline: Hotline, address: str, told: Path) -> Iterator["subprocess.Popen[bytes]"]:
    command = (sys.executable, "-m", "tests.parts.sip.guesser", address, *map(str, hotline.sip), str(RATE), str(FOR_S))
    with told.open("wb") as output:
        guesser = subprocess.Popen(command, stdout=output)
    try:
        yield guesser
    finally:
        guesser.kill()
        guesser.wait()


def guessers(people: People) -> list[str]:
    return [alarm["subject"] for alarm in people.admin.get("/wall")["alarms"] if alarm["kind"] == "guessing"]


@pytest.mark.load
@pytest.mark.parametrize("address", ["127.0.0.9", "127.0.0.1"], ids=["a stranger", "beside a telephone that is right"])
def test_a_live_call_and_log_in_do_not_feel_it(people: People, workspace: Path, address: str) -> None:
    agent = people.agent("hotline", speech=alaw_speech(workspace))
    citizen, ear = people.new_number(), people.ear()
    people.citizen("12345", caller=citizen, ear=ear)
    agent.until_talking(citizen)
    until(lambda: ear.packets(time.time() - 1, time.time()), "speech")

    said = workspace / f"guesser-{address}.json"
    with guessing(people.hotline, address, said) as guesser:
        began = time.time()
        log_ins = []
        while guesser.poll() is None:
            asked = time.monotonic()
            people.hotline.api.login(agent.username, PASSWORD)
            log_ins.append(time.monotonic() - asked)
            time.sleep(0.5)
    told = json.loads(said.read_text())
    heard = ear.packets(began, began + FOR_S) / (FOR_S * PACKETS_A_SECOND)
    lost = ear.lost(began, began + FOR_S)
    log_bytes = (people.hotline.settings.paths.log / "asterisk.log").stat().st_size
    print(f"{address}: {told}, log-in {max(log_ins):.2f} s at most, log {log_bytes} bytes")
    print(f"heard {heard:.1%}, lost {lost:.1%}")

    assert log_ins
    assert lost < LOST
    assert heard > 0.5
    until(lambda: address in guessers(people), "the alarm")
    if address == "127.0.0.9":
        assert told["answers"]["403"] > 10 * told["answers"]["401"]
    assert log_bytes < 100_000
