"""One hotline for the stories about supervision."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ops.phones.ports import Ports
from tests.parts.hotline import Hotline, running_hotline
from tests.parts.supervision.listening import CONFIG, Listening, Talk


@pytest.fixture(scope="package")
def line_port(ports: Ports) -> int:
    """Where the carrier takes our calls."""
    return ports.free()


@pytest.fixture(scope="package")
def hotline(workspace: Path, ports: Ports, line_port: int) -> Iterator[Hotline]:
    with running_hotline(workspace / "supervision", ports, CONFIG.format(port=line_port)) as running:
        yield running


@pytest.fixture(scope="package")
def listening(hotline: Hotline, line_port: int) -> Iterator[Listening]:
    opened = Listening(hotline, line_port)
    yield opened
    opened.close()


@pytest.fixture
def talk(listening: Listening) -> Iterator[Talk]:
    with listening.talk() as begun:
        yield begun


@pytest.fixture
def rung_back(listening: Listening) -> Iterator[Talk]:
    with listening.rung_back() as begun:
        yield begun
