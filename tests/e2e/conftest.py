"""One hotline for all stories: each kind of queue is a line of its own, so that stories do not share waiting rooms."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ops.phones.ports import Ports
from tests.parts.api import Api
from tests.parts.hotline import Hotline, running_hotline
from tests.parts.lines import LINES
from tests.parts.people import People

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

[survey]
enabled = true
queues = ["asked"]
answers = ["satisfied", "fair", "dissatisfied"]
timeout_s = 1
"""


def _line(name: str, number: str, differs: str) -> str:
    settings = {"greeting": '""', "wrapup_s": "0", "ring_s": "20"}
    lines = [
        f"{key} = {value}"
        for key, value in settings.items()
        if not any(key == row.split(" ")[0] for row in differs.split("\n"))
    ]
    return "\n".join((f'[[queues]]\nname = "{name}"\nnumbers = ["{number}"]', *lines, differs, ""))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with a hotline of their own come first; the one of all stories starts after them and ends with this folder.

    A hotline in which nothing happens takes a tenth of a processor.
    """
    items.sort(key=_place)


def _place(item: pytest.Item) -> int:
    """0 for a hotline of these stories' own (or of a few files), 1 for the one of all stories, 2 for other tests."""
    folder = Path(__file__).parent
    if folder not in item.path.parents:
        return 2
    assert isinstance(item, pytest.Function)
    own = item._fixtureinfo.name2fixturedefs.get("hotline", ())
    return 1 if own and own[-1].baseid.endswith(folder.name) else 0


@pytest.fixture(scope="package")
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
def people(hotline: Hotline, admin: Api) -> Iterator[People]:
    """Agents and citizens for one story."""
    with People(hotline, admin) as opened:
        yield opened
