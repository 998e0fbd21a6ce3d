"""One hotline for all stories: each kind of queue is a line of its own, so that stories do not share waiting rooms."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ops.phones.ports import Ports
from tests.parts.api import Api
from tests.parts.hotline import Hotline, running_hotline
from tests.parts.room import Room

# Nobody is called back while these stories run: that is told elsewhere.
CONFIG = """
[[trunks]]
name = "carrier"
match = ["127.0.0.2/32"]
contact = "sip:127.0.0.2:5070"
channels = 2000
reserve_inbound = 2000

[[trunks]]
name = "desk110"
match = ["127.0.0.3/32"]
contact = "sip:127.0.0.3:5070"
origin = "110"

[callback]
min_idle_s = "1d"
"""

# A hotline of a file's own begins so: one queue, and a carrier whose telephones are ours too.
SMALL = """
[[trunks]]
name = "carrier"
match = ["127.0.0.2/32"]
contact = "sip:127.0.0.2:{port}"
channels = 200
reserve_inbound = 100

[[queues]]
name = "hotline"
numbers = ["12345"]
greeting = ""
wrapup_s = 0
"""

# name of the line: the number dialled, and what differs from an ordinary line
LINES = {
    "hotline": ("12345", ""),
    "greeted": ("12301", 'greeting = "welcome"'),
    "tiny": ("12302", "max_waiting = 1"),
    "hasty": ("12303", "max_wait_s = 2"),
    "abandoned": ("12304", ""),
    "inorder": ("12305", 'strategy = "linear"\nring_s = 2'),
    "patient": ("12306", 'strategy = "linear"\nring_s = 2\nno_answer = "keep"'),
    "busy": ("12307", ""),
    "mixed": ("12308", "ring_s = 60"),
    "flood": ("12309", "max_waiting = 1000"),
    "wrapping": ("12310", "wrapup_s = 3"),
}


def number_of(line: str) -> str:
    """The number that citizens dial for that line."""
    return LINES[line][0]


def _line(name: str, number: str, differs: str) -> str:
    settings = {"greeting": '""', "wrapup_s": "0", "ring_s": "20"}
    lines = [
        f"{key} = {value}"
        for key, value in settings.items()
        if not any(key == row.split(" ")[0] for row in differs.split("\n"))
    ]
    return "\n".join((f'[[queues]]\nname = "{name}"\nnumbers = ["{number}"]', *lines, differs, ""))


@pytest.fixture(scope="session")
def hotline(workspace: Path, ports: Ports) -> Iterator[Hotline]:
    """The hotline of all stories, ready."""
    config = CONFIG + "\n".join(_line(name, *line) for name, line in LINES.items())
    with running_hotline(workspace / "hotline", ports, config) as running:
        yield running


@pytest.fixture(scope="module")
def far_end_port(ports: Ports) -> int:
    """Where the carrier takes our outgoing calls."""
    return ports.free()


@pytest.fixture(scope="module")
def admin(hotline: Hotline) -> Api:
    return hotline.admin


@pytest.fixture
def room(hotline: Hotline, admin: Api) -> Iterator[Room]:
    """Agents and citizens for one story."""
    with Room(hotline, admin) as opened:
        yield opened
