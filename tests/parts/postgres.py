"""A private PostgreSQL: one cluster per test run, and a new database for each test that asks for one."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path

import psycopg

from ops.phones.ports import Ports
from tests.parts.programs import program, tail
from tests.parts.wait import until

_USER = "postgres"  # the server refuses to run as root


class Postgres:
    """A running cluster on `port`; `command` is its server."""

    def __init__(self, port: int, command: Sequence[str], folder: Path) -> None:
        self._port = port
        self._command = command
        self._folder = folder
        self._numbers = count(1)
        self._server = ExitStack()

    def start(self) -> None:
        log = self._folder / "postgres.log"
        log.touch()
        process = self._server.enter_context(program(self._command, log, cwd=self._folder, ends_with=signal.SIGINT))

        def answers() -> bool:
            assert process.poll() is None, tail(log)
            return self.answers()

        until(answers, "PostgreSQL", 30)

    def stop(self) -> None:
        """Stop at once; connected clients are cut off."""
        self._server.close()

    def url(self, database: str) -> str:
        return f"postgresql://{_USER}@127.0.0.1:{self._port}/{database}"

    def new_database(self) -> str:
        """The URL of a new, empty database."""
        name = f"hotline_{next(self._numbers)}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0")
        return self.url(name)

    def answers(self) -> bool:
        try:
            psycopg.connect(self.url("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True


@contextmanager
def private_postgres(folder: Path, ports: Ports) -> Iterator[Postgres]:
    """The cluster is in `folder`, on a port of 127.0.0.1, without fsync."""
    binaries = _binaries()
    folder.mkdir(parents=True)
    shutil.chown(folder, _USER)
    as_user = _become(_USER)
    data = folder / "data"
    made = subprocess.run(
        (
            *as_user,
            str(binaries / "initdb"),
            "-D",
            str(data),
            "-U",
            _USER,
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-locale",
            "-N",
        ),
        capture_output=True,
        text=True,
        cwd=folder,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    port = ports.free()
    settings = {
        "port": port,
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "fsync": "off",
        "full_page_writes": "off",
        "synchronous_commit": "off",
    }
    options = (word for key, value in settings.items() for word in ("-c", f"{key}={value}"))
    cluster = Postgres(port, (*as_user, str(binaries / "postgres"), "-D", str(data), *options), folder)
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.stop()


def _binaries() -> Path:
    """Debian keeps initdb and postgres off PATH, in a folder for each version."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    assert found, "PostgreSQL is missing: run ops/bootstrap.sh --tests"
    return found[-1].parent


def _become(user: str) -> tuple[str, ...]:
    if os.geteuid() != 0:
        return ()
    # a change of user clears the parent death signal, so it is set again afterwards
    return ("setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups", "setpriv", "--pdeathsig", "INT", "--")
