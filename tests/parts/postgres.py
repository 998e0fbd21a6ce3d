"""A PostgreSQL of our own: one cluster for all tests of a run, a database for each that asks."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg

from ops.phones.ports import Ports
from tests.parts.programs import program, tail
from tests.parts.wait import until

_USER = "postgres"  # the server refuses to run as root


class Postgres:
    """A running cluster."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._numbers = count(1)

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
    """The cluster lies in `folder`, on a port of 127.0.0.1; nothing of it is worth a wait for the disk."""
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
    cluster = Postgres(ports.free())
    settings = {
        "port": cluster._port,
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "fsync": "off",
        "full_page_writes": "off",
        "synchronous_commit": "off",
    }
    options = (word for key, value in settings.items() for word in ("-c", f"{key}={value}"))
    log = folder / "postgres.log"
    command = (*as_user, str(binaries / "postgres"), "-D", str(data), *options)
    log.touch()
    with program(command, log, cwd=folder) as process:

        def answers() -> bool:
            assert process.poll() is None, tail(log)
            return cluster.answers()

        until(answers, "PostgreSQL", 30)
        yield cluster


def _binaries() -> Path:
    """Debian keeps initdb and postgres off PATH, in a folder for each version."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    assert found, "PostgreSQL is missing: run ops/bootstrap.sh --tests"
    return found[-1].parent


def _become(user: str) -> tuple[str, ...]:
    if os.geteuid() != 0:
        return ()
    # the mark of dying with us is lost by a change of user, so it is set again behind it
    return ("setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups", "setpriv", "--pdeathsig", "INT", "--")
