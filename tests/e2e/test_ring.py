"""`make ring`: a newcomer's first call, without any telephone of their own."""

import os
import subprocess
import sys

from tests.parts.hotline import Hotline
from tests.parts.lines import number_of
from tests.parts.people import People


def _ring(hotline: Hotline, *arguments: str, **differs: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        (sys.executable, "-m", "ops.ring", *arguments),
        env={**os.environ, **hotline.env, **differs},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_one_command_rings_the_running_hotline(people: People, hotline: Hotline) -> None:
    agent, citizen = people.agent("busy"), people.new_number()
    command = ("--number", number_of("busy"), "--caller", citizen, "--seconds", "4")
    with _ring(hotline, *command) as ringing:
        agent.until_talking(citizen)
        said, _ = ringing.communicate(timeout=30)
    assert ringing.returncode == 0, said
    assert "the citizen hung up" in said
    assert people.ended(citizen)["outcome"] == "answered"


def test_the_command_says_when_no_hotline_runs_there(hotline: Hotline) -> None:
    with _ring(hotline, HOTLINE_SIP_PORT=str(hotline.ports.free())) as ringing:
        said, _ = ringing.communicate(timeout=30)
    assert ringing.returncode == 1
    assert "is `make run` running" in said
