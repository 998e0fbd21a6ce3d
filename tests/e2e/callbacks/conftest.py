"""One hotline for the stories about single callbacks; files with settings of their own have their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ops.phones.agent import ANSWERS, Phones
from ops.phones.ports import Ports
from tests.parts.api import Api
from tests.parts.callbacks.owed import CONFIG, FATES
from tests.parts.hotline import Hotline, running_hotline


@pytest.fixture(scope="package")
def homes_port(ports: Ports) -> int:
    """Where the carrier takes calls to citizens, which these files share."""
    return ports.free()


@pytest.fixture(scope="package")
def hotline(workspace: Path, ports: Ports, homes_port: int) -> Iterator[Hotline]:
    with running_hotline(workspace / "callbacks", ports, CONFIG.format(port=homes_port)) as running:
        yield running


@pytest.fixture(scope="package")
def homes(hotline: Hotline, homes_port: int) -> Iterator[Phones]:
    """The citizens' telephones, as the trunk reaches them."""
    phones = Phones(hotline.place("127.0.0.2"), ANSWERS, FATES, port=homes_port)
    yield phones
    phones.stop()


@pytest.fixture
def nothing_left_owed(admin: Api) -> Iterator[None]:
    """Cancel what a story leaves open: the next one is offered its own callbacks."""
    yield
    for status in ("pending", "offered", "dialling"):
        for row in admin.all("/callbacks", status=status):
            admin.post(f"/callbacks/{row['id']}/cancel")
