"""One hotline for the stories about transfers from the screen; files with settings of their own have their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ops.phones.agent import ANSWERS, Phones
from ops.phones.ports import Ports
from tests.parts.hotline import Hotline, running_hotline
from tests.parts.people import People
from tests.parts.sip.speech import alaw_speech
from tests.parts.transfers.lines import AGENT, CONFIG, LINES, TARGET
from tests.parts.transfers.talk import Talk


@pytest.fixture(scope="package")
def carrier_port(ports: Ports) -> int:
    """Where the lines outside are reached, which all these files share."""
    return ports.free()


@pytest.fixture(scope="package")
def hotline(workspace: Path, ports: Ports, carrier_port: int) -> Iterator[Hotline]:
    with running_hotline(workspace / "transfers", ports, CONFIG.format(port=carrier_port)) as running:
        yield running


@pytest.fixture(scope="package")
def speech(workspace: Path) -> str:
    """What agents say."""
    return alaw_speech(workspace, pitch=AGENT)


@pytest.fixture(scope="package")
def lines(hotline: Hotline, carrier_port: int, workspace: Path) -> Iterator[Phones]:
    """The telephones of the water company and the others."""
    phones = Phones(
        hotline.place("127.0.0.2"), ANSWERS, LINES, port=carrier_port, speech=alaw_speech(workspace, pitch=TARGET)
    )
    yield phones
    phones.stop()


@pytest.fixture
def talk(people: People, lines: Phones, speech: str) -> Talk:
    return Talk(people, lines, speech)
