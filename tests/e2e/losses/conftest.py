"""Every call that reached Asterisk becomes exactly one call and one ticket, whatever dies; and anybody can check it.

Each story: citizens ring, something breaks under them, and when all have put the receiver down, journal, calls, tickets
and wall must tell of just these citizens, each as the telephones know it. HOTLINE_TEST_LONG=1 makes the storm of kills
long (twenty calls a second for a minute); HOTLINE_TEST_SEED repeats a run's random moments.
"""

import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from ops.phones.ports import Ports
from tests.parts.hotline import Hotline, running_hotline
from tests.parts.losses.faults import (
    LONG,
)
from tests.parts.losses.traffic import (
    CONFIG,
    Staff,
)
from tests.parts.people import People


@pytest.fixture(scope="package")
def hotline(workspace: Path, ports: Ports) -> Iterator[Hotline]:
    small = workspace / "small"
    small.mkdir(exist_ok=True)
    # Its database lies on a small disk of its own, which only its own programs see and which ends with them.
    mount = f'mount -t tmpfs -o size=64m,mode=777 tmpfs {small} && exec "$@"'
    within = ("unshare", "--mount", "--propagation", "private", "sh", "-c", mount, "sh")
    url = f"sqlite:///{small}/hotline.db"
    with running_hotline(workspace / "unbreakable", ports, CONFIG, within=within, HOTLINE_DATABASE_URL=url) as running:
        yield running


@pytest.fixture(scope="package")
def hired(hotline: Hotline) -> Iterator[Staff]:
    with People(hotline, hotline.admin) as people:
        yield Staff(people, served=16 if LONG else 8)


@pytest.fixture
def staff(hired: Staff) -> Staff:
    hired.until_ready()
    return hired


@pytest.fixture
def chance() -> random.Random:
    seed = os.environ.get("HOTLINE_TEST_SEED") or str(random.randrange(10**6))
    print(f"HOTLINE_TEST_SEED={seed}")
    return random.Random(seed)
