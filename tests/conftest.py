"""What all tests share: a folder, a block of ports, and the certainty that nothing is left running."""

import os
import shutil
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from ops.phones.ports import Ports
from tests.parts.leftovers import processes_of
from tests.parts.machine import machine
from tests.parts.postgres import Postgres, private_postgres
from tests.parts.wait import until

_END_S = 10.0

# A slow machine is no failure: speed is measured by the benchmarks, never asserted in a test.
hypothesis.settings.register_profile("hotline", deadline=None)
hypothesis.settings.load_profile("hotline")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "load: keeps the whole machine busy for a while")


_SHARED = "shared_folder"  # of the processes that run tests side by side


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """A process for tests begins."""
    config = node.config
    if not hasattr(config, _SHARED):
        folder = tempfile.TemporaryDirectory(prefix="hotline-test-run-")
        config.add_cleanup(folder.cleanup)
        setattr(config, _SHARED, folder.name)
    node.workerinput[_SHARED] = getattr(config, _SHARED)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Files of tests run side by side; what keeps the whole machine busy has it for itself."""
    shared = getattr(item.config, "workerinput", {}).get(_SHARED)
    if shared is None:
        return (yield)
    with machine(Path(shared), alone=item.get_closest_marker("load") is not None):
        return (yield)


@pytest.fixture(scope="session")
def workspace(request: pytest.FixtureRequest) -> Iterator[Path]:
    """A folder for servers and phones: a short path, which Unix sockets need, and open to PostgreSQL's user.

    It is kept when a test failed, since its logs tell why.
    """
    folder = Path(tempfile.mkdtemp(prefix="hotline-test-"))
    folder.chmod(0o755)
    failed_before = request.session.testsfailed
    yield folder
    until(lambda: not processes_of(folder), f"the end of {processes_of(folder)}", _END_S)
    if request.session.testsfailed > failed_before:
        print(f"\nlogs of what failed: {folder}")
    else:
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def ports() -> Iterator[Ports]:
    """A block of ports that no other run has."""
    block = Ports.take()
    yield block
    block.release()


@pytest.fixture(scope="session")
def postgres(workspace: Path, ports: Ports) -> Iterator[Postgres]:
    """One cluster for the run; `new_database` gives each test a database of its own."""
    with private_postgres(workspace / "postgres", ports) as cluster:
        yield cluster


@pytest.fixture(scope="session", autouse=True)
def _no_settings_from_outside() -> Iterator[None]:
    """A test never meets the operator's own hotline."""
    saved = {key: os.environ.pop(key) for key in list(os.environ) if key.startswith("HOTLINE_") and "TEST" not in key}
    yield
    os.environ.update(saved)
